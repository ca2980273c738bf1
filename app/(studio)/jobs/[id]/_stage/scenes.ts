import { stepLooks } from "@/app/(studio)/_ui/status-style";
import { isPicture } from "@/lib/job-summary";
import type { Job, Output, Step } from "@/lib/schemas/job";
import { sceneOf } from "@/lib/step-key";
import type { Section, Shot } from "../_panels/storyboard";

/** One shot of a film: the steps of one turn of the recipe's loop, in the order of the plan. */
export type Scene = { title: string; shots: Shot[] };

/**
 * The shots of a job: sections with several steps of the same number, such as `keyframe.2` and `clip.2`. A shot without a
 * step that a completed job needed is not part of the film: a person removed it.
 */
export function scenesOf(sections: Section[], status?: Job["status"]): Scene[] {
  return sections.flatMap(({ title, grouped, shots }) => {
    const number = sceneOf(shots[0]?.key ?? "");
    const own = shots.filter(({ key }) => sceneOf(key) === number);
    const isNeeded = status !== "completed" || own.some(({ step }) => step?.status !== "skipped");
    return grouped && number !== null && own.length > 1 && isNeeded ? [{ title, shots: own }] : [];
  });
}

/**
 * What a scene shows. `isOld`: a newer one is being made, or what it was made of has changed. `poster`: the picture that
 * a clip begins with, which the page has already.
 */
export type Seen = { step: Step; file: Output; isOld: boolean; poster?: Output };

/** The clip of a scene, else its newest picture; of a step that is made again, its last take. */
export function seenIn({ shots }: Scene): Seen | null {
  const seen = shots.flatMap(({ step }) => (step && seenOf(step)) ?? []);
  const clip = seen.findLast(({ file }) => file.type === "video");
  const picture = seen.findLast(({ file }) => file.type !== "video");
  if (!clip) return picture ?? null;
  const isFirst = picture && !picture.isOld && !clip.isOld && isAlike(picture.file, clip.file);
  return { ...clip, poster: isFirst ? picture.file : undefined };
}

/** What the scene of a number shows. */
export function seenOfNumber(scenes: Scene[], number: number): Seen | null {
  const found = scenes.find(({ shots }) => sceneOf(shots[0]?.key ?? "") === String(number));
  return found ? seenIn(found) : null;
}

/** Whether the pictures of one of the scenes are being made, or were. */
export const isPainted = (scenes: Scene[]): boolean =>
  scenes.some(({ shots }) => shots.some(({ step }) => step?.startedAt));

const isAlike = (a: Output, b: Output) =>
  Math.abs((a.width ?? 0) / (a.height ?? 1) - (b.width ?? 0) / (b.height ?? 1)) < 0.01;

const isSeen = (file: Output) => file.type === "video" || isPicture(file);

function seenOf(step: Step): Seen | null {
  const file = step.outputs.find(isSeen);
  if (file) return { step, file, isOld: step.outOfDate !== null };
  const before = step.takes.findLast(({ outputs }) => outputs.some(isSeen))?.outputs.find(isSeen);
  return before ? { step, file: before, isOld: true } : null;
}

/** The step of a scene that its state is about: one that failed, that runs, or that is next; the last one otherwise. */
export function currentShot({ shots }: Scene): Shot | null {
  const phase = ({ step }: Shot) => (step ? stepLooks[step.status].phase : "ahead");
  return (
    shots.find(({ step }) => step?.status === "failed") ??
    shots.find((shot) => phase(shot) === "now") ??
    shots.find((shot) => phase(shot) === "ahead") ??
    shots.find(({ step }) => step?.outOfDate) ??
    shots.at(-1) ??
    null
  );
}

/** The columns of `count` cards in as few rows as possible, with at most `most` in a row. */
export function gridOf(count: number, most: number): { columns: number; rows: number } {
  const rows = Math.max(1, Math.ceil(count / most));
  return { columns: Math.max(1, Math.ceil(count / rows)), rows };
}
