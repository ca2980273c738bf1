/** The first of the units whose pattern occurs in a text. */
export function firstSaid<U extends { said: RegExp }>(text: string, units: readonly U[]): U | null {
  let best: { unit: U; at: number } | null = null;
  for (const unit of units) {
    const at = text.search(unit.said);
    if (at >= 0 && (best === null || at < best.at)) best = { unit, at };
  }
  return best?.unit ?? null;
}
