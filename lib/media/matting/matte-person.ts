import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { decodedFrames } from "../frame-pipe";
import { inputArguments } from "../guard";
import { type Frame, maskedFrames } from "./between-keys";
import { exactPersonMask } from "./exact-person";
import { findPersonIn } from "./find-person";
import { frameTimes } from "./frame-times";
import { MaskFile } from "./mask-file";
import { coverage, type Mask, personMask } from "./masks";
import { lumaOf } from "./motion";
import { PreviewFile } from "./preview-file";
import { steadied } from "./steadied";

const mostSeconds = 600;
/** Pixels of the longer side of the mask and the preview. */
const longest = { mask: 1920, preview: 480 };

type Order = { matting: "fast" | "fine"; every: number };
type Seen = Frame & { preview: Buffer };

export async function mattePersonIn(path: string, { matting, every }: Order, { dir, signal, progress }: LocalContext) {
  progress(0, "Looking for a person.");
  const clip = await clipFacts(path, signal);
  if (clip.duration > mostSeconds) {
    throw new Error(`The video is longer than ${mostSeconds / 60} minutes: send a shorter one.`);
  }
  const onSample = (done: number) => progress(0.04 * done, "Looking for a person.");
  const { found } = await findPersonIn(clip, { signal, onSample });
  if (!found) throw new Error("There is no person in the video. Send one in which a person is clearly visible.");

  const [mask, preview] = [join(dir, "mask.mp4"), join(dir, "preview.mp4")];
  const size = sizeWithin(clip, longest.preview);
  const maskFile = new MaskFile(mask, sizeWithin(clip, longest.mask), await frameTimes(clip, signal), signal);
  const previewFile = new PreviewFile(preview, size, clip.fps, signal);
  const side = matting === "fast" ? 256 : 320;
  const maskOf = ({ square }: Frame): Promise<Mask> =>
    matting === "fast" ? personMask(square) : exactPersonMask(square);
  let [frames, sum, lowest] = [0, 0, 1];
  try {
    for await (const { frame, mask } of steadied(
      maskedFrames(seenFrames(clip, side, size, signal), { every, maskOf }),
    )) {
      await Promise.all([maskFile.write(mask), previewFile.write(frame.preview, mask)]);
      frames += 1;
      const share = coverage(mask);
      sum += share;
      lowest = Math.min(lowest, share);
      progress(
        0.04 + 0.95 * Math.min(1, frames / clip.frames),
        `Separating the person: frame ${frames} of ${clip.frames}.`,
      );
    }
    await Promise.all([maskFile.end(), previewFile.end()]);
  } finally {
    maskFile.stop();
    previewFile.stop();
  }
  return { mask, preview, person: { share: sum / Math.max(1, frames), lowest } };
}

type Size = { width: number; height: number };

/** The size as shown, even, with the longer side within a limit. */
function sizeWithin({ width, height }: Size, most: number): Size {
  const scale = Math.min(1, most / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/** Every frame once: stretched to a square for the model, and small for the preview, from one decoder. */
async function* seenFrames(
  clip: ClipFacts,
  side: number,
  { width, height }: Size,
  signal: AbortSignal,
): AsyncGenerator<Seen, void> {
  const wide = Math.max(side, width);
  const tile = (name: string, w: number, h: number) =>
    `scale=${w}:${h}:flags=bilinear,setsar=1,pad=${wide}:${h}[${name}]`;
  const graph = [
    `[0:${clip.picture}]format=yuv420p,split[a][b]`,
    `[a]${tile("s", side, side)}`,
    `[b]${tile("p", width, height)}`,
    "[s][p]vstack,format=rgb24",
  ];
  const input = inputArguments(clip.path, clip.sniffed, ["-threads", "2"]);
  const args = [...input, "-filter_complex", graph.join(";"), "-fps_mode", "passthrough"];
  const row = 3 * wide;
  for await (const bytes of decodedFrames(args, row * (side + height), signal)) {
    const square = { side, data: rows(bytes, 0, side, row, 3 * side) };
    yield { square, luma: lumaOf(square), preview: rows(bytes, side, height, row, 3 * width) };
  }
}

/** Some rows of a frame, without what lies to the right of them. */
function rows(frame: Buffer, first: number, count: number, row: number, used: number): Buffer {
  if (row === used) return frame.subarray(first * row, (first + count) * row);
  const out = Buffer.allocUnsafe(count * used);
  for (let y = 0; y < count; y++) frame.copy(out, y * used, (first + y) * row, (first + y) * row + used);
  return out;
}
