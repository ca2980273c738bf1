import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { VideoLayer } from "../layers";
import type { Pixels, Stage } from "./stage";

/** A grey picture that fades out to the sides of a frame: white is kept. Returns its file. */
export async function featherPicture(
  { left = 0, right = 0 }: NonNullable<VideoLayer["feather"]>,
  { width, height }: Pixels,
  { drawing }: Stage,
  dir: string,
): Promise<string> {
  const canvas = drawing.createCanvas(width, height);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  for (const [edge, inner] of [
    [0, left * width],
    [width, width - right * width],
  ] as const) {
    if (edge === inner) continue;
    const gradient = pen.createLinearGradient(edge, 0, inner, 0);
    gradient.addColorStop(0, "#000");
    gradient.addColorStop(0.5, "#808080");
    gradient.addColorStop(1, "#fff");
    pen.fillStyle = gradient;
    pen.fillRect(Math.min(edge, inner), 0, Math.abs(inner - edge), height);
  }
  const path = join(dir, "feather.png");
  await writeFile(path, await canvas.encode("png"));
  return path;
}
