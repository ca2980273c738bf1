import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { h264, type mediaFolder, tools } from "@/lib/media/testing/made";
import type { ComposeOrder } from "../compose-template";

/** Small media for films, and the pixels of what was drawn. */

type Folder = Awaited<ReturnType<typeof mediaFolder>>;

/** A person of one colour: a round face and a body, which sway, and the exact mask. Two seconds, 30 frames a second. */
export function makePerson({ make }: Folder, name: string, [width, height]: [number, number]) {
  const size = ["-f", "lavfi", "-i", `color=0x4060a0:s=${width}x${height}:r=30:d=2`];
  const person = (colour: string) => {
    const sway = "sin(t*3)*8";
    // `drawbox` reads times as expressions; a face and shoulders.
    const face = `drawbox=x='iw*0.36+${sway}':y=ih*0.3:w=iw*0.28:h=ih*0.22:color=${colour}:t=fill`;
    return `${face},drawbox=x='iw*0.2+${sway}':y=ih*0.52:w=iw*0.6:h=ih*0.5:color=${colour}:t=fill`;
  };
  const sound = ["-f", "lavfi", "-i", "sine=f=440:d=2"];
  make(`${name}.mp4`, ...size, ...sound, "-vf", person("0xd08060"), ...h264, "-c:a", "aac");
  const black = ["-f", "lavfi", "-i", `color=black:s=${width}x${height}:r=30:d=2`];
  make(`${name}-mask.mp4`, ...black, "-vf", person("white"), ...h264);
}

/** Frames with a flash, and a sound with a beep at the same time. */
export function makeClap({ make }: Folder, name: string, seconds: number, at: number) {
  const black = ["-f", "lavfi", "-i", `color=black:s=64x64:r=30:d=${seconds}`];
  const flash = `drawbox=color=white:t=fill:enable='between(t,${at - 0.001},${at + 0.099})'`;
  const beep = `aevalsrc='if(between(t,${at},${at + 0.1}),sin(2*PI*1000*t),0)':s=48000:d=${seconds}`;
  make(name, ...black, "-f", "lavfi", "-i", beep, "-vf", flash, ...h264, "-g", "60", "-c:a", "aac", "-b:a", "160k");
}

/** Seconds of the first bright frame and of the first sound of a film. */
export function clapOf(film: string, fps: number): { flash: number; beep: number } {
  const run = (...args: string[]) =>
    execFileSync(tools.ffmpeg, ["-nostdin", "-v", "error", "-i", film, ...args, "pipe:1"], {
      maxBuffer: 256 * 1024 ** 2,
    });
  const light = run("-vf", "scale=1:1:flags=area,format=gray", "-f", "rawvideo");
  const sound = run("-ac", "1", "-ar", "48000", "-f", "s16le");
  const heard = Array.from({ length: sound.length / 2 }, (_, i) => Math.abs(sound.readInt16LE(i * 2)));
  return { flash: light.findIndex((one) => one > 120) / fps, beep: heard.findIndex((one) => one > 4000) / 48_000 };
}

/** What a film is drawn with, except for its template: small, and without media or texts. */
export const order = (rest: Partial<ComposeOrder> = {}): ComposeOrder => ({
  ...{ width: 90, height: 160, fps: 30, media: [], texts: [], format: "mp4", ...rest },
});

let made = 0;
export function context(folder: Folder, signal = new AbortController().signal) {
  const steps: number[] = [];
  const dir = join(folder.dir, `film-${++made}`);
  mkdirSync(dir);
  return { dir, seed: 1, signal, progress: (value: number) => void steps.push(value), steps };
}

export type Picture = {
  at(x: number, y: number): [number, number, number];
  width: number;
  height: number;
  data: Buffer;
};

/** A picture's pixels; `at` takes fractions. */
export async function pictureOf(path: string | Buffer): Promise<Picture> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return {
    ...{ width, height, data },
    at(x, y) {
      const i = 3 * (Math.min(height - 1, Math.floor(y * height)) * width + Math.min(width - 1, Math.floor(x * width)));
      return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
    },
  };
}

export const lightness = ([r, g, b]: readonly number[]) => ((r ?? 0) + (g ?? 0) + (b ?? 0)) / 3;

/** The mean difference of two pictures of one size, in a box of fractions. */
export function difference(one: Picture, other: Picture, box = { x: 0, y: 0, width: 1, height: 1 }): number {
  let [sum, count] = [0, 0];
  for (let y = Math.ceil(box.y * one.height); y < Math.floor((box.y + box.height) * one.height); y++) {
    for (let x = Math.ceil(box.x * one.width); x < Math.floor((box.x + box.width) * one.width); x++) {
      for (const c of [0, 1, 2]) {
        const i = 3 * (y * one.width + x) + c;
        sum += Math.abs((one.data[i] ?? 0) - (other.data[i] ?? 0));
        count += 1;
      }
    }
  }
  return sum / Math.max(1, count);
}

/** One frame of a film. */
export const frameOf = (film: string, frame: number): Buffer =>
  execFileSync(
    tools.ffmpeg,
    [
      "-nostdin",
      "-v",
      "error",
      "-i",
      film,
      "-vf",
      `select=eq(n\\,${frame})`,
      "-frames:v",
      "1",
      "-c:v",
      "png",
      "-f",
      "image2pipe",
      "pipe:1",
    ],
    { maxBuffer: 64 * 1024 ** 2 },
  );
