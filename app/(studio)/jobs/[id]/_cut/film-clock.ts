/** A time of a film to a hundredth of a second: 63.456 → "1:03.46". */
export function filmClock(seconds: number): string {
  const all = Math.round(Math.max(0, seconds) * 100);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(all / 6000)}:${two(Math.floor(all / 100) % 60)}.${two(all % 100)}`;
}
