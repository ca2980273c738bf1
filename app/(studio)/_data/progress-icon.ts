import type { Tone } from "../_ui/status-style";

const colours: Record<Tone, string> = { calm: "#9c988f", busy: "#f4a550", good: "#74d29b", bad: "#ff9b92" };
const around = 2 * Math.PI * 11;

/** The tab's icon as a ring that fills: a data URL of an SVG picture. */
export function progressIcon({ value, tone, isOver }: { value: number; tone: Tone; isOver: boolean }): string {
  const colour = colours[tone];
  // In steps, so that the icon changes only when that can be seen.
  const done = (around * Math.round(Math.min(1, Math.max(0.03, value)) * 32)) / 32;
  const ring = (stroke: string, more = "") =>
    `<circle cx="16" cy="16" r="11" fill="none" stroke="${stroke}" stroke-width="5" ${more}/>`;
  const arc = `stroke-dasharray="${done.toFixed(2)} ${around.toFixed(2)}" transform="rotate(-90 16 16)"`;
  const dot = isOver ? `<circle cx="16" cy="16" r="5" fill="${colour}"/>` : "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#161619"/>${ring("#3a3a41")}${ring(colour, arc)}${dot}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
