import { setImmediate } from "node:timers/promises";
import type { Mask, Square } from "./masks";
import { difference, type Known, type Luma, movedTo } from "./motion";

/** Masks of all frames from masks of every n-th frame, moved along with the pictures in those between. */

export type Frame = { square: Square; luma: Luma };
type MaskOf = (frame: Frame) => Promise<Mask>;
type Key<F extends Frame> = { frame: F; mask: Promise<Mask> };
/** Frames between two keys; without `from` the scene begins with `to`. */
type Interval<F extends Frame> = { from: Key<F> | null; between: F[]; to: Key<F> };

/** The mean difference of brightness between the last frame of a scene and the first of the next. */
const cutDifference = 30;
/** The part of the masks by which the one moved forward and the one moved backward may differ. */
const mostDoubt = 0.3;

export async function* maskedFrames<F extends Frame>(
  frames: AsyncIterable<F>,
  { every, maskOf }: { every: number; maskOf: MaskOf },
): AsyncGenerator<{ frame: F; mask: Mask; isFirst: boolean }, void> {
  for await (const { from, between, to } of oneAhead(intervals(frames, every, maskOf))) {
    const masks = from ? await filled(from, between, to, maskOf) : [];
    for (const [i, frame] of between.entries()) {
      const mask = masks[i];
      if (mask) yield { frame, mask, isFirst: false };
    }
    yield { frame: to.frame, mask: await to.mask, isFirst: from === null };
  }
}

async function* intervals<F extends Frame>(
  frames: AsyncIterable<F>,
  every: number,
  maskOf: MaskOf,
): AsyncGenerator<Interval<F>, void> {
  const key = (frame: F): Key<F> => {
    const mask = maskOf(frame);
    mask.catch(() => {}); // reported where it is awaited
    return { frame, mask };
  };
  let from: Key<F> | null = null;
  let between: F[] = [];
  let last: F | undefined;
  for await (const frame of frames) {
    if (last && difference(last.luma, frame.luma) > cutDifference) {
      const end = between.pop();
      if (end) yield { from, between, to: key(end) };
      from = null;
      between = [];
    }
    last = frame;
    if (from && between.length < every - 1) {
      between.push(frame);
      continue;
    }
    const to = key(frame);
    yield { from, between, to };
    from = to;
    between = [];
  }
  const end = between.pop();
  if (end) yield { from, between, to: key(end) };
}

/** Asks for the next item while the consumer works on this one, so that the model and the motion run beside each other. */
async function* oneAhead<T>(source: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  try {
    let next = source.next();
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = source.next();
      next.catch(() => {}); // reported by the next round
      yield value;
    }
  } finally {
    await source.return();
  }
}

async function filled<F extends Frame>(
  from: Key<F>,
  between: readonly F[],
  to: Key<F>,
  maskOf: MaskOf,
): Promise<Mask[]> {
  const middle = between.length >> 1;
  const frame = between[middle];
  if (!frame) return [];
  const keys = {
    from: { luma: from.frame.luma, mask: await from.mask },
    to: { luma: to.frame.luma, mask: await to.mask },
  };
  const share = (i: number) => (i + 1) / (between.length + 1);
  const { mask, doubt } = blended(frame, keys, share(middle));
  if (doubt > mostDoubt) {
    // Something appeared or went, or the motion was too fast to follow.
    const key = { frame, mask: maskOf(frame) };
    const before = await filled(from, between.slice(0, middle), key, maskOf);
    return [...before, await key.mask, ...(await filled(key, between.slice(middle + 1), to, maskOf))];
  }
  const masks: Mask[] = [];
  for (const [i, one] of between.entries()) {
    await setImmediate(); // lets ffmpeg's pipes move
    masks.push(i === middle ? mask : blended(one, keys, share(i)).mask);
  }
  return masks;
}

/** The masks before and after, moved to a frame and blended: the nearer and the better match counts more. */
function blended(frame: Frame, { from, to }: { from: Known; to: Known }, share: number): { mask: Mask; doubt: number } {
  const before = movedTo(frame.luma, from);
  const after = movedTo(frame.luma, to);
  const data = new Float32Array(before.data.length);
  let [apart, total] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const a = before.data[i] ?? 0;
    const b = after.data[i] ?? 0;
    const wa = (1 - share) / (1 + (before.cost[i] ?? 0));
    const wb = share / (1 + (after.cost[i] ?? 0));
    data[i] = (a * wa + b * wb) / (wa + wb);
    apart += Math.abs(a - b);
    total += Math.max(a, b);
  }
  const small = 0.002 * data.length;
  return { mask: { side: from.mask.side, data }, doubt: apart / Math.max(total, small) };
}
