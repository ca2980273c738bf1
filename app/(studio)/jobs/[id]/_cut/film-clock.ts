/** A time of a film to a hundredth of a second: 63.456 → "1:03.45". */
export function filmClock(seconds: number): string {
  const all = Math.floor(Math.max(0, seconds) * 100 + 1e-6);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(all / 6000)}:${two(Math.floor(all / 100) % 60)}.${two(all % 100)}`;
}
