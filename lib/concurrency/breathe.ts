import { setImmediate as turn } from "node:timers/promises";

/** A function to await between the parts of long work: every `ms` it lets the process serve others. */
export function createBreather(ms = 15): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < ms) return;
    await turn();
    since = performance.now();
  };
}
