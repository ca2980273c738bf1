import { join } from "node:path";
import type { LocalContext, RgbPicture } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { readFrames } from "../frames";
import { inputArguments } from "../guard";
import { type Size, sizeWithin } from "../size-within";
import { type Frame, maskedFrames } from "./between-keys";
import { cropAround, reachesOut, wholeFrame } from "./crop";
import { type Box, findPersonIn } from "./find-person";
import { type FrameTimes, frameTimes } from "./frame-times";
import { MaskFile } from "./mask-file";
import { coverage, levels } from "./masks";
import { lumaOf } from "./motion";
import { personMasks } from "./person-masks";
import { PreviewFile } from "./preview-file";
import { steadied } from "./steadied";

const mostSeconds = 600;
/** Pixels of the longer side. The models see less, so a larger mask would have no finer edges. */
const longest = { mask: 960, preview: 480 };

/** Pixels of a side of the squares that the models see: the exact one has hardly better edges with its usual 320. */
const frameSide = 256;

type Order = { matting: "fast" | "fine"; every: number };
type Seen = Frame & { preview: Buffer };

export async function mattePersonIn(path: string, { matting, every }: Order, { dir, signal, progress }: LocalContext) {
  progress(0, "Looking for a person.");
  const clip = await clipFacts(path, signal);
  if (clip.duration > mostSeconds) {
    throw new Error(`The video is longer than ${mostSeconds / 60} minutes: send a shorter one.`);
  }
  const onSample = (done: number) => progress(0.04 * done, "Looking for a person.");
  const [{ found, box }, times] = await Promise.all([
    findPersonIn(clip, { signal, onSample }),
    frameTimes(clip, signal),
  ]);
  if (!found) throw new Error("There is no person in the video. Send one in which a person is clearly visible.");
  const order = { dir, signal, matting, every, times };
  const onFrame = (frames: number, shown?: RgbPicture) => {
    const share = Math.min(1, frames / clip.frames);
    progress(0.04 + 0.95 * share, `Separating the person: frame ${frames} of ${clip.frames}.`, shown);
  };
  const around = await separated(clip, { ...order, crop: cropAround(box), onFrame });
  const made = around ?? (await separated(clip, { ...order, crop: wholeFrame, onFrame }));
  if (!made) throw new Error("The person could not be separated. Try the other quality.");
  return made;
}

type Separation = Order & {
  dir: string;
  signal: AbortSignal;
  times: FrameTimes;
  crop: Box;
  onFrame(frames: number, shown?: RgbPicture): void;
};

/** The masks of a part of the frame; null when the person moves out of that part. */
async function separated(clip: ClipFacts, { dir, signal, matting, every, times, crop, onFrame }: Separation) {
  const [mask, preview] = [join(dir, "mask.mp4"), join(dir, "preview.mp4")];
  const isFast = matting === "fast";
  const shape = { crop, levels: isFast ? levels.selfie : levels.u2netp };
  const size = sizeWithin(clip, longest.preview);
  const maskFile = new MaskFile(mask, { ...shape, size: sizeWithin(clip, longest.mask) }, times, signal);
  const previewFile = new PreviewFile(preview, { ...shape, size }, clip.fps, signal);
  // Counted when they are read: the first masks come only after several frames.
  let shown: RgbPicture | undefined;
  const seen = counted(seenFrames(clip, { side: frameSide, size, crop, signal }), (frames) => onFrame(frames, shown));
  const masks = personMasks(matting);
  const maskOf = ({ square }: Frame) => masks(square);
  let [frames, sum, lowest] = [0, 0, 1];
  try {
    for await (const { frame, mask } of steadied(maskedFrames(seen, { every, maskOf }))) {
      if (reachesOut(mask, crop)) return null;
      await Promise.all([maskFile.write(mask), previewFile.write(frame.preview, mask)]);
      frames += 1;
      shown = { data: frame.preview, ...size };
      const share = coverage(mask, shape.levels) * crop.width * crop.height;
      sum += share;
      lowest = Math.min(lowest, share);
    }
    await Promise.all([maskFile.end(), previewFile.end()]);
  } finally {
    maskFile.stop();
    previewFile.stop();
  }
  return { mask, preview, person: { share: sum / Math.max(1, frames), lowest } };
}

async function* counted<T>(frames: AsyncIterable<T>, onFrame: (frames: number) => void): AsyncGenerator<T, void> {
  let count = 0;
  for await (const frame of frames) {
    onFrame(++count);
    yield frame;
  }
}

type Seeing = { side: number; size: Size; crop: Box; signal: AbortSignal };

/** Every frame once, from one decoder: the crop stretched to a square for the model, and the whole for the preview. */
async function* seenFrames(clip: ClipFacts, { side, size, crop, signal }: Seeing): AsyncGenerator<Seen, void> {
  const { width, height } = size;
  const wide = Math.max(side, width);
  const tile = (w: number, h: number) => `scale=${w}:${h}:flags=bilinear,setsar=1,pad=${wide}:${h}`;
  const part = `crop=iw*${crop.width}:ih*${crop.height}:iw*${crop.x}:ih*${crop.y}:exact=1`;
  const graph = [
    `[0:${clip.picture}]format=yuv420p,split[a][b]`,
    `[a]${part},${tile(side, side)}[s]`,
    `[b]${tile(width, height)}[p]`,
    "[s][p]vstack,format=rgb24",
  ];
  const input = inputArguments(clip.path, clip.sniffed, ["-threads", "2"]);
  const args = [...input, "-filter_complex", graph.join(";"), "-fps_mode", "passthrough"];
  const row = 3 * wide;
  const frames = readFrames(args, row * (side + height), { signal });
  try {
    for (let frame = await frames.next(); frame; frame = await frames.next()) {
      const square = { side, data: rows(frame, 0, side, row, 3 * side) };
      yield { square, luma: lumaOf(square), preview: rows(frame, side, height, row, 3 * width) };
    }
  } finally {
    frames.close();
  }
}

/** A copy of some rows of a frame, without what lies to the right of them. */
function rows(frame: Buffer, first: number, count: number, row: number, used: number): Buffer {
  if (row === used) return Buffer.from(frame.subarray(first * row, (first + count) * row));
  const out = Buffer.allocUnsafe(count * used);
  for (let y = 0; y < count; y++) frame.copy(out, y * used, (first + y) * row, (first + y) * row + used);
  return out;
}
