import type { LocalContext } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { inspect } from "../inspect";
import { MediaError } from "../media-error";
import { sniff } from "../sniff";
import type { FilmOrder } from "./order";
import type { Recording } from "./sound";

/** The files of a film, by shot. */
export type Sources = Awaited<ReturnType<typeof readSources>>;

/** Reads the facts of all files. An error names the shot whose file cannot be used. */
export async function readSources({ shots, music, musicVolume, sound }: FilmOrder, { signal, progress }: LocalContext) {
  const clips: ClipFacts[] = [];
  const narrations: ((Recording & { seconds: number }) | null)[] = [];
  for (const [i, shot] of shots.entries()) {
    progress((0.08 * i) / shots.length, "Reading the clips.");
    clips.push(await named(`The video of shot ${i + 1}`, () => clipFacts(shot.video, signal)));
    const { narration } = shot;
    const speech = narration && sound ? () => recording(narration, signal) : null;
    narrations.push(speech && (await named(`The narration of shot ${i + 1}`, speech)));
  }
  const bed = music && sound ? await named("The music", () => recording(music, signal)) : null;
  return { clips, narrations, music: bed && { ...bed, volume: musicVolume } };
}

async function named<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    throw new Error(`${what} cannot be used: ${error.message}.`, { cause: error });
  }
}

async function recording(path: string, signal: AbortSignal): Promise<Recording & { seconds: number }> {
  const { duration } = await inspect(path, { signal });
  const sniffed = await sniff(path);
  if (sniffed?.type !== "audio" || duration === null) throw new MediaError("no_audio", "It is not an audio file");
  return { path, sniffed, seconds: duration };
}
