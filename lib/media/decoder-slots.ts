import { availableParallelism } from "node:os";

/** How many tools and decoders this process runs at once: with more, all of them would be late. */
export const places = Math.max(2, availableParallelism());

let taken = 0;
const waiting: (() => void)[] = [];

/** Runs work when a slot is free, first come first served. Such work must not wait for other work with a slot. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (taken < places) taken += 1;
  else await new Promise<void>((begin) => waiting.push(begin));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }
}
