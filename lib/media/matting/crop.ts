import type { Box } from "./find-person";
import type { Mask } from "./masks";

/** The part of the frame that the models see: around the person, so that they see it larger and less background. */

/** The person moves further than in the sampled frames. */
const margin = 0.15;
/** A crop with more than this part of the frame saves too little. */
const mostOfFrame = 0.85;

export const wholeFrame: Box = { x: 0, y: 0, width: 1, height: 1 };

export function cropAround({ x, y, width, height }: Box): Box {
  const [left, top] = [Math.max(0, x - margin * width), Math.max(0, y - margin * height)];
  const [right, bottom] = [Math.min(1, x + width * (1 + margin)), Math.min(1, y + height * (1 + margin))];
  const crop = { x: left, y: top, width: right - left, height: bottom - top };
  return crop.width * crop.height > mostOfFrame ? wholeFrame : crop;
}

/** The crop in whole pixels of a frame, even ones where the frame's size is even. */
export function pixelsOf(crop: Box, { width, height }: { width: number; height: number }) {
  if (crop === wholeFrame) return { x: 0, y: 0, width, height };
  const even = (value: number) => 2 * Math.round(value / 2);
  const [x, y] = [Math.min(even(crop.x * width), width - 2), Math.min(even(crop.y * height), height - 2)];
  const w = Math.max(2, Math.min(even(crop.width * width), width - x));
  const h = Math.max(2, Math.min(even(crop.height * height), height - y));
  return { x, y, width: w, height: h };
}

/** Whether the person reaches out of the crop: more than a hand's width of the mask is at an edge inside the frame. */
export function reachesOut({ side, data }: Mask, crop: Box): boolean {
  const inner = {
    left: crop.x > 0,
    top: crop.y > 0,
    right: crop.x + crop.width < 0.999,
    bottom: crop.y + crop.height < 0.999,
  };
  const counts = { left: 0, top: 0, right: 0, bottom: 0 };
  const last = side - 1;
  for (let i = 0; i < side; i++) {
    if ((data[i * side] ?? 0) > 0.5) counts.left += 1;
    if ((data[i * side + last] ?? 0) > 0.5) counts.right += 1;
    if ((data[i] ?? 0) > 0.5) counts.top += 1;
    if ((data[last * side + i] ?? 0) > 0.5) counts.bottom += 1;
  }
  const most = 0.04 * side;
  return (["left", "top", "right", "bottom"] as const).some((edge) => inner[edge] && counts[edge] > most);
}
