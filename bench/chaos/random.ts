/**
 * A repeatable stream of numbers in [0, 1) (mulberry32, as in sandbox/random.ts): the same seed kills the same
 * processes.
 */
export function chanceOf(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    between: (low: number, high: number) => low + next() * (high - low),
    shuffled: <T>(from: readonly T[]): T[] =>
      from
        .map((value) => ({ value, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value),
  };
}

export type Chance = ReturnType<typeof chanceOf>;
