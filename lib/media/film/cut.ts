import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { inspect } from "../inspect";
import type { Cue } from "../subtitle-files";
import { thumbnail } from "../thumbnail";
import { areAlike, joinedAsTheyAre } from "./copy";
import { type CutTimes, planCut } from "./cut-plan";
import { makeFilm, savedCues } from "./make";
import { type Size, sizeOf } from "./size";
import { named, readSources, recording } from "./sources";
import { shotCues } from "./spoken-cues";
import type { Piece } from "./timeline";

/** Cuts a film from trimmed shots; without encoding where whole clips that are alike follow each other. */

type Sound = { audio: string; volume: number };
export type CutOrder = {
  shots: readonly (CutTimes & { video: string; volume: number; scene: number; narration?: string; text?: string })[];
  width?: number;
  height?: number;
  fps?: number;
  title: { text: string; seconds: number } | null;
  music: (Sound & { fadeIn: number; fadeOut: number; duck: boolean; from: number }) | null;
  voice: (Sound & { at: number }) | null;
  subtitles: readonly Cue[];
  burn: boolean;
  fades: boolean;
};

export async function cut(order: CutOrder, context: LocalContext) {
  const { shots } = order;
  const { clips, narrations } = await readSources({ shots, musicVolume: 1, sound: true }, context);
  const [first] = clips;
  if (!first) throw new Error("There is nothing to cut.");
  const fps = order.fps ?? rateOf(clips);
  const planned = shots.map((shot, i) => ({
    ...shot,
    clipSeconds: clips[i]?.duration ?? 0,
    narrationSeconds: narrations[i]?.seconds ?? null,
  }));
  const { pieces, notes } = planCut(planned, { fps, titleSeconds: order.title?.seconds ?? 0 });
  const size = sizeOf(first, order);
  const copied = await copy(order, { clips, pieces, size, fps }, context);
  const { path, still, cues } = copied ?? (await encode(order, { clips, narrations, pieces, size, fps }, context));
  const { duration, width, height, codec, bitrate, sizeBytes, ...facts } = await inspect(path, {
    signal: context.signal,
  });
  return {
    video: path,
    ...(cues && { subtitles: cues.vtt, srt: cues.srt }),
    thumbnail: still,
    film: {
      ...{ seconds: duration ?? 0, width: width ?? size.width, height: height ?? size.height, fps: facts.fps ?? fps },
      ...{ codec: codec ?? "h264", bitrate: bitrate ?? 0, bytes: sizeBytes, format: "mp4" },
      shots: pieces.flatMap(({ shot, from, to }) => {
        const scene = shots[shot ?? -1]?.scene;
        return scene === undefined ? [] : [{ from: from / fps, to: to / fps, scene }];
      }),
    },
    notes,
  };
}

type Planned = { clips: readonly ClipFacts[]; pieces: readonly Piece[]; size: Size; fps: number };

/** The rate of the fastest clip, as a whole number of frames a second. */
const rateOf = (clips: readonly ClipFacts[]) =>
  Math.min(60, Math.max(8, Math.round(Math.max(...clips.map(({ fps }) => fps)))));

/** The film of whole clips as they are, or null where something must be encoded. */
async function copy(order: CutOrder, { clips, pieces, size, fps }: Planned, context: LocalContext) {
  const { shots, title, music, voice, fades, burn, subtitles } = order;
  const isWhole = pieces.every(({ shot, from, to, start, sharedAfter }) => {
    const clip = clips[shot ?? -1];
    return clip !== undefined && start === 0 && sharedAfter === 0 && to - from === Math.round(clip.duration * fps);
  });
  const isSilent = clips.every(({ sound }) => sound === null);
  const isPlain = shots.every(({ volume, narration }) => (volume === 1 || isSilent) && !narration);
  const texts = await shotCues({ shots, fps, pieces, narrations: [] }, null, context.signal);
  const cues = allCues(texts, subtitles);
  const isDrawn = title !== null || fades || (burn && cues.length > 0);
  if (!isWhole || !isPlain || isDrawn || music || voice || !areAlike(clips, size)) return null;
  if (clips.some((clip) => Math.abs(clip.fps - fps) > 0.001)) return null;
  const path = await joinedAsTheyAre(clips, context);
  if (!path) return null;
  const still = join(context.dir, "thumbnail.jpg");
  const { duration } = await clipFacts(path, context.signal);
  await thumbnail(path, still, { width: 1280, at: duration / 2, signal: context.signal });
  return { path, still, cues: await savedCues(cues, context.dir) };
}

type Sources = Awaited<ReturnType<typeof readSources>>;

async function encode(
  order: CutOrder,
  { clips, narrations, pieces, size, fps }: Planned & Pick<Sources, "narrations">,
  context: LocalContext,
) {
  const { shots, title, fades, burn, subtitles, music, voice } = order;
  const read = (what: string, { audio, ...rest }: Sound) =>
    named(what, async () => ({ ...rest, ...(await recording(audio, context.signal)) }));
  const sound = {
    ...{ pieces, fps, clips, narrations, volumes: shots.map(({ volume }) => volume) },
    music: music && { ...music, ...(await read("The music", music)) },
    voiceOver: voice && { ...voice, ...(await read("The voice-over", voice)) },
  };
  return makeFilm(
    {
      ...{ pieces, clips, ...size, fps, fades, title: title?.text, burns: burn, sound },
      cuesOf: async (spoken) =>
        allCues(await shotCues({ shots, fps, pieces, narrations }, spoken, context.signal), subtitles),
    },
    context,
  );
}

/** Subtitles of both kinds in the order of the film. */
const allCues = (texts: readonly Cue[], given: readonly Cue[]): Cue[] =>
  [...texts, ...given].sort((a, b) => a.from - b.from);
