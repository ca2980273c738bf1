import path from "node:path";
import sharp from "sharp";
import { encoding } from "./media/clip";
import { ffmpeg, type Tools } from "./media/ffmpeg";
import "./media/picture";

export type Canned = Record<"jpg" | "mp4", string>;

/** The tiny valid files instant mode answers with, made once at the start. */
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
