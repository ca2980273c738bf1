import { execFileSync } from "node:child_process";
import { join } from "node:path";
import sharp from "sharp";
import { resolveTools } from "../../tools";

/** Videos of a person in front of a moving background, each with its exact mask: the person was cut out before. */

const { ffmpeg } = resolveTools();
const run = (...args: string[]) => execFileSync(ffmpeg, ["-nostdin", "-v", "error", "-y", ...args], { stdio: "pipe" });

export const person = "lib/media/matting/testing/person.webp";

export type Shot = {
  width: number;
  height: number;
  seconds: number;
  fps: number;
  /** ffmpeg's input and filter for what is behind; default: a meadow that moves slowly. */
  behind?: { input: string[]; filter: string };
  /** Height of the person, as a part of the frame's. */
  size?: number;
  /** ffmpeg's expressions of the time t for the person's left and top edge, from W, H (frame) and w, h (person). */
  x?: string;
  y?: string;
  /** A second person, smaller and mirrored. */
  second?: boolean;
  cutOut?: string;
};

const meadow = { input: ["-loop", "1", "-i", "public/sample.jpg"], filter: "gblur=sigma=4" };

/** Writes `name.mp4` and `name-truth.mp4` (white where the person is) into a folder. */
export async function makeShot(dir: string, name: string, shot: Shot): Promise<{ video: string; truth: string }> {
  const { width, height, seconds, fps, behind = meadow, size = 0.75, second = false, cutOut = person } = shot;
  const sway = "(W-w)/2+0.04*W*sin(2*PI*t/2.1)+0.07*W*exp(-40*pow(mod(t\\,2.5)-1.2\\,2))";
  const { x = sway, y = "H-h+0.01*H*(1+sin(2*PI*t/1.3))" } = shot;
  const tall = Math.round((height * size) / 2) * 2;
  const [cut, white] = [join(dir, `${name}-cut.png`), join(dir, `${name}-white.png`)];
  await sharp(cutOut).resize({ height: tall, kernel: "cubic" }).png().toFile(cut);
  const { data, info } = await sharp(cut).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let i = 0; i < data.length; i += 4) data.fill(255, i, i + 3);
  await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
    .png()
    .toFile(white);

  const wide = `scale=${Math.round(width * 1.25)}:${Math.round(height * 1.25)}:force_original_aspect_ratio=increase`;
  const pan = `crop=${width}:${height}:x='(iw-ow)/2*(1+sin(t*0.9))':y='(ih-oh)/2*(1+cos(t*0.7))'`;
  const sized = `${wide},${behind.filter},${pan},setsar=1,format=gbrp`;
  const still = (path: string) => ["-loop", "1", "-framerate", String(fps), "-i", path];
  const rotated = "format=gbrap,rotate=a='0.03*sin(2*PI*t/2.7)':c=none";
  const graph = (base: string) => {
    const one = `[1:v]${rotated}[p];${base}[b];[b][p]overlay=x='${x}':y='${y}':eval=frame:format=gbrp`;
    if (!second) return `${one}[o]`;
    const other = `[2:v]${rotated},hflip,scale=trunc(iw*0.7):trunc(ih*0.7)[q]`;
    const place = `overlay=x='-0.12*W+0.03*W*sin(t*2)':y='H-h':eval=frame:format=gbrp`;
    return `[1:v]${rotated}[p];${other};${base}[b];[b][q]${place}[c];[c][p]overlay=x='${x}':y='${y}':eval=frame:format=gbrp[o]`;
  };
  const frames = [
    "-frames:v",
    String(Math.round(seconds * fps)),
    "-pix_fmt",
    "yuv420p",
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
  ];
  const rate = ["-framerate", String(fps)];
  const [video, truth] = [join(dir, `${name}.mp4`), join(dir, `${name}-truth.mp4`)];
  const seen = `${graph(`[0:v]${sized}`)};[o]noise=alls=4:allf=t[n]`;
  run(
    ...rate,
    ...behind.input,
    ...still(cut),
    ...(second ? still(cut) : []),
    "-filter_complex",
    seen,
    "-map",
    "[n]",
    ...frames,
    "-crf",
    "20",
    video,
  );
  const black = ["-f", "lavfi", "-i", `color=black:s=${width}x${height}:r=${fps}`];
  const known = graph("[0:v]format=gbrp");
  run(
    ...black,
    ...still(white),
    ...(second ? still(white) : []),
    "-filter_complex",
    known,
    "-map",
    "[o]",
    ...frames,
    "-crf",
    "8",
    truth,
  );
  return { video, truth };
}

/** Which levels of 255 an encoder leaves in a black picture depends on the processor. */
const levelOf = (value = 0) => (value <= 2 ? 0 : value);

/** How well a mask matches the truth, frame by frame: what both mark as a part of what either marks. */
export function overlaps(mask: string, truth: string, size = "180x320"): number[] {
  const args = ["-i", mask, "-i", truth];
  const [w, h] = size.split("x");
  const small = (input: number, name: string) => `[${input}:v]scale=${w}:${h}:flags=area,format=gray[${name}]`;
  const graph = `${small(0, "a")};${small(1, "b")};[a][b]vstack`;
  const raw = execFileSync(
    ffmpeg,
    ["-nostdin", "-v", "error", ...args, "-filter_complex", graph, "-f", "rawvideo", "-"],
    {
      maxBuffer: 2 ** 31,
    },
  );
  const count = Number(w) * Number(h);
  return Array.from({ length: raw.length / (2 * count) }, (_, frame) => {
    const at = 2 * count * frame;
    let [both, either] = [0, 0];
    for (let i = at; i < at + count; i++) {
      const [a, b] = [levelOf(raw[i]), levelOf(raw[i + count])];
      both += Math.min(a, b);
      either += Math.max(a, b);
    }
    return either === 0 ? 1 : both / either;
  });
}
