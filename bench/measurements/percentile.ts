/** The value that this share of the values (0 to 1) does not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error("No values to take a percentile of.");
  return value;
}

/** The milliseconds of each of `count` runs of `ask`, with `atOnce` in parallel. */
export async function timeEach(count: number, atOnce: number, ask: (i: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const i = next++;
      const from = performance.now();
      await ask(i);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return times;
}
