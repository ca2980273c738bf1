import { availableParallelism } from "node:os";
import { createSemaphore } from "../concurrency/fair-semaphore";

/** How many tools and decoders this process runs at once: with more, all of them would be late. */
export const places = Math.max(2, availableParallelism());

const slots = createSemaphore("media tools", { ofKey: places, inAll: places, waiting: Number.POSITIVE_INFINITY });

/** Runs work when a slot is free, first come first served. Such work must not wait for other work with a slot. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const leave = await slots.acquire("");
  try {
    return await work();
  } finally {
    leave();
  }
}
