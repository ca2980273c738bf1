import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { encoding } from "./media/clip";
import { ffmpeg, type Tools } from "./media/ffmpeg";
import "./media/picture";

export type Canned = Record<"jpg" | "mp4", string>;

/** Creates the tiny valid files for instant mode, once at startup. */
export async function makeCanned(folder: string, tools: Tools): Promise<Canned> {
  const jpg = path.join(folder, "canned.jpg");
  const mp4 = path.join(folder, "canned.mp4");
  await sharp({ create: { width: 64, height: 64, channels: 3, background: "#5b7f8c" } })
    .jpeg()
    .toFile(jpg);
  const source = ["-f", "lavfi", "-i", "color=c=0x5b7f8c:s=64x64:r=24:d=0.5"];
  await ffmpeg(tools, [...source, ...encoding.video, "-movflags", "+faststart", "-f", "mp4", `file:${mp4}`], {
    limit: 20,
  });
  return { jpg, mp4 };
}

/**
 * Copies a file and adds the id of the work in an invisible comment, since results of different work differ in their
 * bytes. Returns the path of the copy.
 */
export async function stamped(file: string, to: string, id: string): Promise<string> {
  const bytes = await readFile(file);
  const extension = path.extname(file);
  const place = `${to}${extension}`;
  await writeFile(place, extension === ".jpg" ? withComment(bytes, id) : Buffer.concat([bytes, freeBox(id)]));
  return place;
}

/** JPEG: a COM segment after the start of the image. */
function withComment(jpeg: Buffer, text: string): Buffer {
  const segment = Buffer.from(`\xff\xfe\0\0${text}`, "latin1");
  segment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

/** MP4: a `free` box, which readers skip. */
function freeBox(text: string): Buffer {
  const box = Buffer.from(`\0\0\0\0free${text}`, "latin1");
  box.writeUInt32BE(box.length, 0);
  return box;
}
