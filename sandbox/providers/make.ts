import { writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { shootClip } from "../media/clip";
import { ffmpeg } from "../media/ffmpeg";
import { bring } from "../media/inputs";
import { openClean, paintKeyframe, signed } from "../media/keyframe";
import { landscape } from "../media/landscape";
import { speak } from "../media/speech";
import { studioSet } from "../media/studio-set";
import { seedOf } from "../random";
import { Refusal, type WorkContext } from "../service";

/** A request for media in the sandbox's own format. */
export interface WorkRequest {
  makes: "image" | "video" | "speech";
  model: string;
  prompt: string;
  /** `http(s):` or `data:` URLs: the inputs of a picture, or the first picture of a clip. */
  images?: string[];
  width?: number;
  height?: number;
  seconds?: number;
  sound?: boolean;
  seed?: number | null;
  count?: number;
  format?: "png" | "jpeg" | "webp" | "mp3" | "wav";
  webhookUrl?: string | null;
  /** The caller's own id of the work, if the vendor supports one. */
  ownId?: string | null;
}

type Making = WorkContext & { request: WorkRequest; id: string; vendor: string; instant: boolean };

const extensions = { png: "png", jpeg: "jpg", webp: "webp", mp3: "mp3", wav: "wav" };
const even = (side: number) => Math.max(64, 2 * Math.round(side / 2));

/** A tiny picture whose bytes differ for each task, in about the colour of the instant clips. */
function flatPicture(id: string) {
  const [r = 0, g = 0, b = 0] = [0, 8, 16].map((bits) => (seedOf(id) >> bits) & 0x0f);
  const background = { r: 80 + r, g: 108 + g, b: 134 + b };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } }).withExif({
    IFD0: { ImageDescription: id },
  });
}

async function firstPicture({ request, folder, signal }: Making): Promise<string> {
  const [url] = request.images ?? [];
  if (url) return bring(url, "image", folder, 0, signal);
  const file = path.join(folder, "place.jpg");
  await writeFile(file, await landscape());
  return file;
}

async function makePicture(making: Making, nth: number): Promise<string> {
  const { request, id, vendor, folder } = making;
  const format = request.format === "jpeg" || request.format === "webp" ? request.format : "png";
  const file = path.join(folder, `picture-${nth}.${extensions[format]}`);
  if (making.instant) await flatPicture(`${id} ${nth}`).toFormat(format).toFile(file);
  else {
    const own = { width: even(request.width ?? 1024), height: even(request.height ?? 1024) };
    const set = request.images?.length
      ? null
      : await studioSet(request.prompt, own, (request.seed ?? seedOf(id)) + nth);
    if (set) {
      await (await signed(set, vendor)).toFormat(format).toFile(file);
      return file;
    }
    const picture = await openClean(await firstPicture(making));
    const frame = { width: even(request.width ?? picture.width), height: even(request.height ?? picture.height) };
    const seed = (request.seed ?? seedOf(id)) + nth * 7919;
    const image = await signed(await paintKeyframe(picture, request.prompt, frame, seed), vendor);
    await image.toFormat(format).toFile(file);
  }
  return file;
}

async function makeClip(making: Making): Promise<string> {
  const { request, id, vendor, instant, folder, tools, signal } = making;
  const workContext = { folder, tools, signal };
  let picture = path.join(folder, "flat.png");
  if (instant) await flatPicture(id).png().toFile(picture);
  else if (request.images?.[0]) picture = await firstPicture(making);
  else picture = await makePicture(making, 0);
  const seconds = instant ? 0.5 : (request.seconds ?? 5);
  // Few enough words to end before the clip does.
  const words = request.prompt
    .split(/\s+/)
    .slice(0, Math.max(1, Math.floor(seconds)))
    .join(" ");
  return shootClip(
    {
      ...{ picture, text: request.prompt, service: vendor, fps: 24, frames: Math.round(seconds * 24) },
      ...(instant ? {} : { width: request.width, height: request.height }),
      ...(request.sound && !instant ? { voice: (await speak(words, workContext)).file } : {}),
      seed: request.seed ?? seedOf(id),
    },
    workContext,
  );
}

async function makeSpeech({ request, folder, tools, signal }: Making): Promise<string> {
  const { file } = await speak(request.prompt, { folder, tools, signal });
  if (request.format === "wav") return file;
  const mp3 = path.join(folder, "speech.mp3");
  await ffmpeg(tools, ["-i", `file:${file}`, "-c:a", "libmp3lame", "-b:a", "64k", `file:${mp3}`], {
    limit: 60,
    signal,
  });
  return mp3;
}

/** Makes the requested media and returns its files, inside the folder. */
export async function make(making: Making): Promise<string[]> {
  const { makes, count = 1 } = making.request;
  if (makes === "video") return [await makeClip(making)];
  if (makes === "speech") return [await makeSpeech(making)];
  const files: string[] = [];
  for (let nth = 0; nth < count; nth++) files.push(await makePicture(making, nth));
  return files;
}

/** Width and height of `16:9` with about the given pixels on the shorter side. */
export function frameOf(ratio: string | null | undefined, shorter: number): { width: number; height: number } {
  const [across = 1, down = 1] = (ratio ?? "").split(/[:x*]/).map(Number);
  if (!(across > 0 && down > 0)) throw new Refusal(422, `aspect_ratio: "${ratio}" is none`);
  const unit = shorter / Math.min(across, down);
  return { width: even(across * unit), height: even(down * unit) };
}

/** `1024x1536` or `1280:720` as width and height. */
export function sizeOf(size: string | null | undefined): { width?: number; height?: number } {
  const [, width, height] = /^(\d+)[x*:](\d+)$/.exec(size ?? "") ?? [];
  return width && height ? { width: even(Number(width)), height: even(Number(height)) } : {};
}
