import type { LocalContext } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { inspect } from "../inspect";
import { MediaError } from "../media-error";
import { sniff } from "../sniff";
import type { FilmOrder } from "./order";
import type { Recording } from "./sound";

/** The files of a film, by shot. */
export type Sources = Awaited<ReturnType<typeof readSources>>;

type Files = { video: string; narration?: string };

/** Reads the facts of all files. An error names the shot whose file cannot be used. */
export async function readSources(
  {
    shots,
    music,
    musicVolume,
    sound,
  }: Pick<FilmOrder, "music" | "musicVolume" | "sound"> & { shots: readonly Files[] },
  { signal, progress }: LocalContext,
) {
  let read = 0;
  const note = () => progress((0.08 * ++read) / shots.length, "Reading the clips.");
  const clips = await Promise.all(
    shots.map(({ video }, i) => named(`The video of shot ${i + 1}`, () => clip(video, signal)).finally(note)),
  );
  const narrations = await Promise.all(
    shots.map(({ narration }, i) =>
      narration && sound ? named(`The narration of shot ${i + 1}`, () => recording(narration, signal)) : null,
    ),
  );
  const bed = music && sound ? await named("The music", () => recording(music, signal)) : null;
  return { clips, narrations, music: bed && { ...bed, volume: musicVolume } };
}

export async function named<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    throw new Error(`${what} cannot be used: ${error.message}.`, { cause: error });
  }
}

async function clip(path: string, signal: AbortSignal): Promise<ClipFacts> {
  if ((await sniff(path))?.type !== "video") throw new MediaError("no_video", "It is not a video file");
  return clipFacts(path, signal);
}

export async function recording(path: string, signal: AbortSignal): Promise<Recording & { seconds: number }> {
  const { duration } = await inspect(path, { signal });
  const sniffed = await sniff(path);
  if (sniffed?.type !== "audio" || duration === null) throw new MediaError("no_audio", "It is not an audio file");
  return { path, sniffed, seconds: duration };
}
