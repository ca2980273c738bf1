import { lengthTolerance } from "./limits";

/** Seconds as numbers with one decimal. */
const tenths = (seconds: number) => Math.round(seconds * 10) / 10;

export const totalOf = (parts: readonly { duration: number }[]) =>
  tenths(parts.reduce((sum, { duration }) => sum + duration, 0));

const isNear = (total: number, asked: number) => Math.abs(total - asked) <= asked * lengthTolerance + 1e-9;

/** How far a sum may be from the asked seconds so that the lengths are corrected and not asked for again. */
const mostFactor = 2;

/**
 * The parts with lengths that add up to the asked seconds within the tolerance, each within its bounds: as they are, or all
 * made longer or shorter alike. Null if that cannot be done.
 */
export function fittedTo<T extends { duration: number }>(
  parts: readonly T[],
  asked: number,
  { min, max }: { min: number; max: number },
): T[] | null {
  const isWithin = parts.every(({ duration }) => duration >= min && duration <= max);
  const total = totalOf(parts);
  if (isWithin && isNear(total, asked)) return [...parts];
  if (total <= 0 || total > asked * mostFactor || total < asked / mostFactor) return null;
  const scaled = scaledTo(
    parts.map(({ duration }) => duration),
    asked,
    { min, max },
  );
  const fitted = parts.map((part, i) => ({ ...part, duration: scaled[i] ?? min }));
  return isNear(totalOf(fitted), asked) ? fitted : null;
}

/** The lengths in the same proportion with the asked sum; what a bound cuts off goes to the others. */
function scaledTo(lengths: number[], asked: number, { min, max }: { min: number; max: number }): number[] {
  const within = (seconds: number) => Math.min(max, Math.max(min, seconds));
  let factor = asked / lengths.reduce((sum, one) => sum + one, 0);
  for (const _ of lengths) {
    const free = lengths.filter((one) => within(one * factor) === one * factor);
    const bound = lengths.filter((one) => !free.includes(one)).reduce((sum, one) => sum + within(one * factor), 0);
    const freeSum = free.reduce((sum, one) => sum + one, 0);
    if (free.length === 0 || free.length === lengths.length) break;
    factor = (asked - bound) / freeSum;
  }
  return lengths.map((one) => tenths(within(one * factor)));
}
