import type { Mask } from "./masks";

type Masked<F> = { frame: F; mask: Mask; isFirst: boolean };

/** A larger change from frame to frame is motion. */
const mostFlicker = 0.5;

/** Blends each mask with the previous and the next one (1 2 1), but not across scenes, and not where something moves. */
export async function* steadied<F>(frames: AsyncIterable<Masked<F>>): AsyncGenerator<{ frame: F; mask: Mask }, void> {
  let before: Masked<F> | undefined;
  let here: Masked<F> | undefined;
  for await (const after of frames) {
    if (here) yield blended(before, here, after);
    before = here;
    here = after;
  }
  if (here) yield blended(before, here, undefined);
}

function blended<F>(
  before: Masked<F> | undefined,
  here: Masked<F>,
  after: Masked<F> | undefined,
): { frame: F; mask: Mask } {
  const { frame, mask } = here;
  const previous = here.isFirst ? undefined : before?.mask.data;
  const next = after?.isFirst ? undefined : after?.mask.data;
  const own = mask.data;
  const data = own.slice();
  for (const other of [previous, next]) {
    if (!other) continue;
    for (let i = 0; i < data.length; i++) {
      const change = (other[i] ?? 0) - (own[i] ?? 0);
      if (change <= mostFlicker && change >= -mostFlicker) data[i] = (data[i] ?? 0) + change / 4;
    }
  }
  return { frame, mask: { side: mask.side, data } };
}
