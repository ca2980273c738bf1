import { z } from "zod";
import { isByHand } from "@/db/calls";
import { type Cut, cutRequest, cutShotSchema } from "@/lib/schemas/cut";
import type { FilmParts } from "./film-parts";

/** The cut of a film: as a person wrote it, or the one that makes the same film as the workflow did. */
export function cutOfFilm(parts: FilmParts): Cut {
  const own = isByHand(parts.call) ? undefined : parts.call.change?.cut;
  return own ?? cutAsMade(parts);
}

/** The shots of a film as its workflow made it, whichever service joined it. */
const madeOf = z.looseObject({
  videos: z.array(z.string()).optional(),
  shots: z
    .array(
      z.looseObject({
        video: z.string(),
        seconds: z.number(),
        scene: z.number(),
        narration: z.string().optional(),
        text: z.string().optional(),
      }),
    )
    .optional(),
  transition: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  music: z.string().optional(),
  musicVolume: z.number().optional(),
  subtitles: z.string().optional(),
  title: z.string().optional(),
  sound: z.boolean().optional(),
});

/** The input of the newest take that no cut made. */
function madeInput({ call, takes }: FilmParts) {
  const uncut = call.change?.cut ? takes.findLast((take) => !take.call.change?.cut)?.call : call;
  return madeOf.safeParse(uncut?.input ?? {}).data ?? {};
}

export function cutAsMade(parts: FilmParts): Cut {
  const { videos = [], shots, transition, ...film } = madeInput(parts);
  const { music, musicVolume, subtitles, title, sound = true, width, height } = film;
  const keyOf = (video: string) => keyOfFile(parts, video);
  const dissolve = { kind: "dissolve" as const, seconds: transition === "dissolve" ? 0.5 : 0.6 };
  const written =
    shots?.map(({ video, seconds, scene, narration, text }, i) => {
      const clip = keyOf(video);
      const clipSeconds = (parts.clips.get(clip)?.durationMs ?? 0) / 1000;
      const isSceneEnd = transition === "scenes" && shots[i + 1] !== undefined && shots[i + 1]?.scene !== scene;
      return {
        clip,
        to: seconds < clipSeconds - 0.05 ? seconds : null,
        volume: sound ? 1 : 0,
        ...(isSceneEnd && { join: dissolve }),
        narration: narration && sound ? keyOf(narration) : null,
        text: (subtitles !== "off" && text) || null,
      };
    }) ??
    videos.map((video, i) => ({
      clip: keyOf(video),
      narration: null,
      text: null,
      ...(transition === "dissolve" && i < videos.length - 1 && { join: dissolve }),
    }));
  return cutRequest.extend({ shots: z.array(cutShotSchema) }).parse({
    shots: written,
    title: title ? { text: title } : null,
    music: music && sound ? { url: music, volume: musicVolume } : null,
    burn: subtitles === "burned",
    fades: transition === "scenes",
    ...{ width, height },
  });
}

/** The narration and text that each clip had when the workflow made the film. */
export function spokenAsMade(parts: FilmParts): Map<string, { narration: string | null; text: string | null }> {
  return new Map(
    cutAsMade(parts).shots.map(({ clip, narration = null, text = null }) => [clip, { narration, text }] as const),
  );
}

/** The key of the step that made a file; the file itself if a person gave it. */
function keyOfFile({ rows, step }: FilmParts, file: string): string {
  const maker = rows.findLast(({ key, output }) => key !== step && Object.values(output ?? {}).includes(file));
  return maker?.key ?? file;
}
