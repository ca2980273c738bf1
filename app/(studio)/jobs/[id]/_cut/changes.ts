import type { Cut } from "@/lib/schemas/cut";

/** What a version of a cut changed, compared with the version before it. */
export type CutPart =
  | "order"
  | "trim"
  | "shots"
  | "joins"
  | "title"
  | "music"
  | "voice"
  | "subtitles"
  | "sound"
  | "look";

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export function changedParts(before: Cut, after: Cut): CutPart[] {
  const by = <T>(read: (shot: Cut["shots"][number]) => T) => [before.shots.map(read), after.shots.map(read)] as const;
  const [clipsBefore, clipsAfter] = by(({ clip }) => clip);
  const isSameClips = same(clipsBefore, clipsAfter);
  const isSameSet = same(clipsBefore.toSorted(), clipsAfter.toSorted());
  const differ = <T>(part: CutPart, [one, other]: readonly [T, T]) => (same(one, other) ? [] : [part]);
  return [
    ...(isSameClips ? [] : [isSameSet ? ("order" as const) : ("shots" as const)]),
    ...(isSameClips
      ? differ(
          "trim",
          by(({ from, to }) => [from, to]),
        )
      : []),
    ...(isSameClips
      ? differ(
          "joins",
          by(({ join }) => join),
        )
      : []),
    ...(isSameClips
      ? differ(
          "sound",
          by(({ volume, narration }) => [volume, narration ?? null]),
        )
      : []),
    ...differ("title", [before.title, after.title]),
    ...differ("music", [before.music, after.music]),
    ...differ("voice", [before.voice, after.voice]),
    ...differ("subtitles", [
      [before.subtitles, before.burn, before.shots.map(({ text }) => text ?? null)],
      [
        after.subtitles,
        after.burn,
        isSameClips ? after.shots.map(({ text }) => text ?? null) : before.shots.map(({ text }) => text ?? null),
      ],
    ]),
    ...differ("look", [
      [before.fades, before.width, before.height],
      [after.fades, after.width, after.height],
    ]),
  ];
}
