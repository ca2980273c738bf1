import { type ClipFacts, clipFacts } from "../clip-facts";
import { type Face, facesIn } from "./faces";
import { boxOf, certainty, coverage, levels, type Mask, personMask } from "./masks";
import { sampledFrames } from "./sampled-frames";

export type Box = { x: number; y: number; width: number; height: number };

/** Whether and where a person is in a video, from frames spread over the whole of it. */
export type PersonFound = {
  found: boolean;
  /** The share of the sampled frames with a person. */
  share: number;
  /** Contains the person in all sampled frames; the whole frame without a person. */
  box: Box;
  faces: (Face & { time: number })[];
  /** What must stay in the picture when it is cut: the face, else the upper part of the person. */
  focus: { x: number; y: number };
};

/** One a second, within bounds. */
const samplesOf = ({ duration, frames }: ClipFacts) => Math.min(frames, Math.max(6, Math.min(16, Math.ceil(duration))));
/** A smaller person is not found by the model. */
const leastCoverage = 0.015;
/** Without a face the model must be sure of most of what it marks. */
const leastCertainty = 0.75;

type Context = { signal: AbortSignal; onSample?(share: number): void };

export async function findPerson(path: string, context: Context): Promise<PersonFound> {
  return findPersonIn(await clipFacts(path, context.signal), context);
}

export async function findPersonIn(clip: ClipFacts, { signal, onSample }: Context): Promise<PersonFound> {
  const samples = samplesOf(clip);
  const boxes: Box[] = [];
  const faces: PersonFound["faces"] = [];
  let seen = 0;
  for await (const { time, stretched, whole } of sampledFrames(clip, samples, signal)) {
    onSample?.(seen / samples);
    seen += 1;
    const mask = await personMask(stretched);
    const found = (await facesIn(whole)).map((face) => inFrame(face, clip));
    faces.push(...found.map((face) => ({ time, ...face })));
    const box = boxOf(mask);
    if (box && isPerson(mask, found)) boxes.push(box);
  }
  const box = union(boxes);
  const [best] = faces.toSorted((a, b) => b.score * b.width - a.score * a.width);
  const focus = best
    ? { x: best.x + best.width / 2, y: best.y + best.height / 2 }
    : { x: box.x + box.width / 2, y: box.y + box.height * (boxes.length > 0 ? 0.25 : 0.5) };
  const share = seen === 0 ? 0 : boxes.length / seen;
  return { found: boxes.length > 0, share, box, faces, focus: { x: inside(focus.x), y: inside(focus.y) } };
}

const inside = (value: number) => Math.min(1, Math.max(0, value));

/** Whether a mask is that of a person: the model also marks animals and cups, but is less sure of them. */
export function isPerson(mask: Mask, faces: readonly Face[]): boolean {
  if (coverage(mask, levels.u2netp) < leastCoverage) return false;
  return faces.length > 0 || certainty(mask) >= leastCertainty;
}

function union(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 1, height: 1 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A face of the square with bars, in fractions of the frame. */
function inFrame({ x, y, width, height, score }: Face, clip: { width: number; height: number }): Face {
  const longest = Math.max(clip.width, clip.height);
  const [across, down] = [longest / clip.width, longest / clip.height];
  const box = { x: (x - 0.5) * across + 0.5, y: (y - 0.5) * down + 0.5, width: width * across, height: height * down };
  const [left, top] = [inside(box.x), inside(box.y)];
  return {
    ...{ x: left, y: top, score },
    width: inside(box.x + box.width) - left,
    height: inside(box.y + box.height) - top,
  };
}
