import { availableParallelism } from "node:os";

/** How many tools and decoders work at once in this process: with more, all of them would be late. */
export const places = Math.max(2, availableParallelism());

let taken = 0;
const waiting: (() => void)[] = [];

/** Does a piece of work when a place is free, in the order they came. Work must not wait for other work in turn. */
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
