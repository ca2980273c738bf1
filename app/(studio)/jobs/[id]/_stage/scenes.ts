import { stepLooks } from "@/app/(studio)/_ui/status-style";
import { isPicture } from "@/lib/job-summary";
import type { Output, Step } from "@/lib/schemas/job";
import { sceneOf } from "@/lib/step-key";
import type { Section, Shot } from "../_panels/storyboard";

/** One shot of a film: the steps of one turn of the recipe's loop, in the order of the plan. */
export type Scene = { title: string; shots: Shot[] };

/** The shots of a job: sections with several steps of the same number, such as `keyframe.2` and `clip.2`. */
export function scenesOf(sections: Section[]): Scene[] {
  return sections.flatMap(({ title, grouped, shots }) => {
    const number = sceneOf(shots[0]?.key ?? "");
    const own = shots.filter(({ key }) => sceneOf(key) === number);
    return grouped && number !== null && own.length > 1 ? [{ title, shots: own }] : [];
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
