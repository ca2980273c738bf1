import type { CutTimes } from "./cut-plan";
import { planCut } from "./cut-plan";
import { narrationDelay } from "./timeline";

/** The edit list of a cut as OpenTimelineIO JSON, which editors import. */

/** `url`: null for a file that is missing. */
type Source = { name: string; url: string | null; seconds: number };
export type EditList = {
  name: string;
  fps: number;
  title: { text: string; seconds: number } | null;
  shots: readonly (CutTimes & {
    clip: Source & { hasSound: boolean };
    volume: number;
    narration: Source | null;
    text: string | null;
  })[];
  music: (Source & { from: number; volume: number }) | null;
  voice: (Source & { at: number; volume: number }) | null;
  /** Anything else about the cut, for programs that know Nextscene. */
  cut: object;
};

/** Schemas of OpenTimelineIO 0.15 and later. A title card is a gap with its text as a name. */
export function otioOf({ name, fps, title, shots, music, voice, cut }: EditList): object {
  const planned = shots.map((shot) => ({
    ...shot,
    clipSeconds: shot.clip.seconds,
    narrationSeconds: shot.narration?.seconds ?? null,
  }));
  const { pieces } = planCut(planned, { fps, titleSeconds: title?.seconds ?? 0 });
  const time = (frames: number) => ({ OTIO_SCHEMA: "RationalTime.1", rate: fps, value: frames });
  const range = (start: number, frames: number) => ({
    ...{ OTIO_SCHEMA: "TimeRange.1", start_time: time(start), duration: time(frames) },
  });
  const item = { metadata: {}, effects: [], markers: [] };
  const clip = (of: Source, start: number, frames: number, metadata: object = {}) => ({
    ...{ OTIO_SCHEMA: "Clip.2", name: of.name, source_range: range(start, frames), enabled: true, ...item },
    metadata: { nextscene: metadata },
    active_media_reference_key: "DEFAULT_MEDIA",
    media_references: {
      DEFAULT_MEDIA: {
        ...(of.url === null
          ? { OTIO_SCHEMA: "MissingReference.1", name: of.name, metadata: {} }
          : { OTIO_SCHEMA: "ExternalReference.1", name: of.name, metadata: {}, target_url: of.url }),
        available_range: range(0, Math.max(1, Math.round(of.seconds * fps))),
      },
    },
  });
  const gap = (frames: number, of = "") =>
    frames > 0 ? [{ OTIO_SCHEMA: "Gap.1", name: of, source_range: range(0, frames), enabled: true, ...item }] : [];
  const track = (kind: "Video" | "Audio", of: string, children: object[]) =>
    children.some((child) => Object(child).OTIO_SCHEMA === "Clip.2")
      ? [{ OTIO_SCHEMA: "Track.1", name: of, kind, source_range: null, enabled: true, ...item, children }]
      : [];
  const picture = pieces.flatMap(({ shot, from, to, start, head, tail, sharedAfter, into }, i) => {
    const one = shots[shot ?? -1];
    const next = pieces[i + 1];
    const shown = one
      ? [clip(one.clip, start ?? 0, to - from, { volume: one.volume, text: one.text })]
      : gap(to - from, title?.text);
    const isJoined = sharedAfter > 0 && one && next && head >= 0;
    if (!isJoined) return shown;
    const transition = {
      ...{ OTIO_SCHEMA: "Transition.1", name: into, metadata: { nextscene: { kind: one.join.kind } } },
      transition_type: into === "fade" ? "SMPTE_Dissolve" : "Custom_Transition",
      in_offset: time(sharedAfter - tail),
      out_offset: time(tail),
    };
    return [...shown, transition];
  });
  const sound = pieces.flatMap(({ shot, from, to, start }) => {
    const one = shots[shot ?? -1];
    const isHeard = one?.clip.hasSound && one.volume > 0;
    return isHeard ? [clip(one.clip, start ?? 0, to - from, { volume: one.volume })] : gap(to - from);
  });
  const spoken = pieces.flatMap(({ shot, from, to }) => {
    const narration = shots[shot ?? -1]?.narration;
    if (!narration) return gap(to - from);
    const before = Math.round(narrationDelay * fps);
    const frames = Math.min(Math.round(narration.seconds * fps), to - from - before);
    return [...gap(before), clip(narration, 0, frames), ...gap(to - from - before - frames)];
  });
  const all = pieces.at(-1)?.to ?? 0;
  const whole = (of: Source, at: number, from: number, metadata: object) => {
    const frames = Math.min(Math.round((of.seconds - from) * fps), all - at);
    return frames > 0 ? [...gap(at), clip(of, Math.round(from * fps), frames, metadata)] : [];
  };
  return {
    ...{ OTIO_SCHEMA: "Timeline.1", name, global_start_time: null, metadata: { nextscene: { cut } } },
    tracks: {
      ...{ OTIO_SCHEMA: "Stack.1", name: "tracks", source_range: null, enabled: true, ...item },
      children: [
        ...track("Video", "Picture", picture),
        ...track("Audio", "Clips", sound),
        ...track("Audio", "Narration", spoken),
        ...track(
          "Audio",
          "Voice-over",
          voice ? whole(voice, Math.round(voice.at * fps), 0, { volume: voice.volume }) : [],
        ),
        ...track("Audio", "Music", music ? whole(music, 0, music.from, { volume: music.volume }) : []),
      ],
    },
  };
}
