import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import { ffmpeg } from "../ffmpeg";
import { loudnessOf } from "../film/loudness";
import { inputArguments } from "../guard";
import type { Sniffed } from "../sniff";
import { byScript, type Said } from "./by-script";
import { espeak, espeakPath, voiceNamed } from "./espeak";
import { pause, samplesOf, trimmed, wavOf } from "./wav";

/** Speaks a text with espeak-ng: each script with its own voice, joined without gaps that stutter. */

type Speech = { text: string; voice?: string; language?: string; speed?: number };

const wav: Sniffed = { type: "audio", contentType: "audio/wav", extension: "wav" };
const lufs = -16;
const shortestSeconds = 0.5;

export async function speak({ text, voice, language, speed = 1 }: Speech, context: LocalContext): Promise<string> {
  const { dir, signal, progress } = context;
  const tool = espeakPath();
  const wanted = voice ?? language;
  const runs = byScript(text, wanted && (await voiceNamed(wanted, tool, signal)));
  if (runs.length === 0) throw new Error("`text` has nothing to say: it has no letter and no digit.");
  let done = 0;
  const parts = await Promise.all(
    runs.map(async (run, i) => {
      const path = await espeak({ ...run, speed, name: `voice-${i}` }, { tool, dir, signal });
      const samples = samplesOf(await readFile(path));
      progress((0.8 * ++done) / runs.length, "Speaking.");
      return { rate: samples.rate, data: trimmed(samples), after: i + 1 < runs.length ? pauseAfter(run) / speed : 0 };
    }),
  );
  const rate = parts[0]?.rate ?? 22_050;
  const spoken = Buffer.concat(parts.flatMap(({ data, after }) => [data, pause(after, rate)]));
  if (spoken.length === 0) throw new Error("espeak-ng made no sound of this text: write it in words.");
  const short = shortestSeconds - spoken.length / 2 / rate;
  const raw = join(dir, "speech.wav");
  await writeFile(raw, wavOf({ rate, data: Buffer.concat([spoken, pause(Math.max(0, short), rate)]) }));
  progress(0.85, "Adjusting the loudness.");
  return encoded(raw, context);
}

/** Seconds: as long as the mark at the end of a part asks for. */
function pauseAfter({ text }: Said): number {
  const last = text.trimEnd().at(-1) ?? "";
  if (/[.!?…。！？]/.test(last)) return 0.35;
  return /[,;:，、；：—-]/.test(last) ? 0.18 : 0.05;
}

async function encoded(raw: string, { dir, signal }: LocalContext): Promise<string> {
  const loudness = await loudnessOf(raw, wav, { signal });
  const gain = loudness ? Math.min(30, lufs - loudness.lufs) : 0;
  const path = join(dir, "speech.m4a");
  const filters = `aresample=48000,volume=${gain.toFixed(2)}dB,alimiter=limit=0.84:level=disabled`;
  const output = ["-ac", "1", "-c:a", "aac", "-b:a", "96k", "-map_metadata", "-1", "-movflags", "+faststart"];
  await ffmpeg([...inputArguments(raw, wav), "-af", filters, ...output, "-f", "ipod", "-y", `file:${path}`], {
    signal,
  });
  return path;
}
