import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { WorkContext } from "../service";
import { run } from "./ffmpeg";

const HAN = /[\u3400-\u9fff\uf900-\ufaff]/;
const LATIN = /[\p{L}\p{N}]/u;
const RATE = 22_050;

export interface Speech {
  file: string;
  /** In seconds. */
  seconds: number;
}

/** Splits a text where its script changes; punctuation and spaces stay with the preceding part. */
export function byScript(text: string): { voice: string; text: string }[] {
  const runs: { voice: string; text: string }[] = [];
  for (const letter of text) {
    const voice = HAN.test(letter) ? "cmn-latn-pinyin" : LATIN.test(letter) ? "en-us" : null;
    const last = runs.at(-1);
    if (last && (voice === null || last.voice === voice)) last.text += letter;
    else if (voice) runs.push({ voice, text: letter });
  }
  return runs;
}

/** The samples of a PCM WAV file, without its header. */
function samplesOf(wav: Buffer): Buffer {
  for (let at = 12; at + 8 <= wav.length; ) {
    const size = wav.readUInt32LE(at + 4);
    if (wav.toString("latin1", at, at + 4) === "data") return wav.subarray(at + 8, Math.min(wav.length, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  throw new Error("the voice made no sound");
}

function wavOf(samples: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** The approximate length of a spoken text: four Chinese characters or two and a half words per second. */
export function spokenSeconds(text: string): number {
  const han = [...text].filter((letter) => HAN.test(letter)).length;
  const words = text.replace(new RegExp(HAN.source, "g"), " ").match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return Math.max(0.6, han / 4 + words / 2.5);
}

/** Replaces a missing voice: a soft tone that swells once per syllable. */
function tone(seconds: number): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * RATE) * 2);
  for (let i = 0; i * 2 < samples.length; i++) {
    const t = i / RATE;
    const swell = Math.sin(Math.PI * ((t * 4) % 1)) ** 2;
    samples.writeInt16LE(Math.round(5_000 * swell * Math.sin(2 * Math.PI * (196 + 18 * Math.sin(t * 1.7)) * t)), i * 2);
  }
  return samples;
}

/** Speaks a text into a WAV file. The text is passed by stdin, never on the command line. */
export async function speak(text: string, workContext: WorkContext): Promise<Speech> {
  const { espeak } = workContext.tools;
  const runs = byScript(text);
  const parts: Buffer[] = [];
  if (espeak === null || runs.length === 0) parts.push(tone(spokenSeconds(text)));
  else {
    for (const [nth, said] of runs.entries()) {
      const file = path.join(workContext.folder, `voice-${nth}.wav`);
      const args = ["-v", said.voice, "-s", said.voice === "en-us" ? "158" : "170", "--stdin", "-w", file];
      await run(espeak, args, { limit: 60, stdin: said.text, signal: workContext.signal });
      parts.push(samplesOf(await readFile(file)));
    }
  }
  const samples = Buffer.concat(parts);
  const file = path.join(workContext.folder, "speech.wav");
  await writeFile(file, wavOf(samples));
  return { file, seconds: samples.length / 2 / RATE };
}
