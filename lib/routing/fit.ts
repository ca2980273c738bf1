import type { Model } from "../define-provider";

/** Fits a request of a role to what one model can make. */

type Input = Record<string, unknown>;

/** The requested size and length, and what the model makes in their place: `768 × 768, 3 s` and `720p, 1:1, 5 s`. */
export type Fitted = { requested: string; made: string };

const ratios = ["16:9", "9:16", "1:1", "4:3", "3:4"];
const lines = ["480p", "720p", "1080p"];

const nearest = (values: string[], distance: (value: string) => number): string | undefined =>
  [...values].sort((a, b) => distance(a) - distance(b))[0];

const shapeOf = (ratio: string) => {
  const [wide = 1, high = 1] = ratio.split(":").map(Number);
  return wide / high;
};

/** The exact size that a request wants, if any. */
export function sizeIn({ width, height }: Input): { width: number; height: number } | null {
  const [side] = [width, height].filter((one) => typeof one === "number");
  return side === undefined ? null : { width: Number(width ?? side), height: Number(height ?? side) };
}

/** Fields that no vendor takes. */
const ofPods = ["width", "height", "fps", "fit"];

const isNearest = ({ fit }: Input) => fit === "nearest";
const isClip = (input: Input) => "duration" in input;

/** The shortest length that the model makes and that is not shorter; the one asked for where there is none. */
function lengthOf({ durations }: Model, seconds: number): number {
  if (!durations) return seconds;
  if (!Array.isArray(durations)) return Math.max(durations.min, seconds);
  const [shortest = seconds] = durations.filter((one) => one >= seconds).sort((a, b) => a - b);
  return shortest;
}

/**
 * The input as a vendor's model takes it: with aspect ratio and resolution. `fit: "nearest"` allows another size and a
 * longer clip; a shorter clip is never made in its place.
 */
export function fitTo(model: Model, input: Input): Input {
  const rest = Object.fromEntries(Object.entries(input).filter(([field]) => !ofPods.includes(field)));
  if (!isNearest(input)) return rest;
  const size = sizeIn(input);
  const known = <T extends string>(values: string[] | undefined, all: T[]) =>
    all.filter((one) => values?.includes(one) ?? true);
  if (size) {
    const shape = Math.log(size.width / size.height);
    rest.aspectRatio = nearest(known(model.aspectRatios, ratios), (one) => Math.abs(Math.log(shapeOf(one)) - shape));
    if (isClip(input)) {
      const shorter = Math.min(size.width, size.height);
      rest.resolution = nearest(known(model.resolutions, lines), (one) => Math.abs(Number.parseInt(one, 10) - shorter));
    }
  }
  if (isClip(input)) rest.duration = lengthOf(model, Number(input.duration));
  return rest;
}

/** Why a model cannot take an exact size or frame rate; null when it can, or its nearest will do. */
export function whyNotExact(name: string, input: Input): string | null {
  if (isNearest(input)) return null;
  const size = sizeIn(input);
  const asked = [
    ...(size ? [`${size.width} × ${size.height} pixels`] : []),
    ...(input.fps ? [`${input.fps} frames per second`] : []),
  ];
  return asked.length > 0 ? `${name} has sizes and frame rates of its own, not exactly ${asked.join(" at ")}.` : null;
}

/** What a model makes in place of the requested size and length; null where it is the same. */
export function fittedBy(model: Model, input: Input): Fitted | null {
  if (!isNearest(input)) return null;
  const { aspectRatio, resolution, duration } = fitTo(model, input);
  const size = sizeIn(input);
  const pairs: [string, string][] = [];
  if (size) pairs.push([`${size.width} × ${size.height}`, [resolution, aspectRatio].filter(Boolean).join(", ")]);
  if (isClip(input) && duration !== input.duration) pairs.push([`${input.duration} s`, `${duration} s`]);
  if (pairs.length === 0) return null;
  return {
    requested: pairs.map(([requested]) => requested).join(", "),
    made: pairs.map(([, made]) => made).join(", "),
  };
}
