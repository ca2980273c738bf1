import { jobLooks, stepLooks } from "@/app/(studio)/_ui/status-style";
import type { Job, Model, Step } from "@/lib/schemas/job";

/** A step as the board shows it: `part` is its title within its section, `step` is null while it is only planned. */
export type Shot = { key: string; part: string; step: Step | null };

/** Steps with the titles `Scene 1: keyframe` and `Scene 1: clip` share the section `Scene 1`; any other step is its own. */
export type Section = {
  title: string;
  text: string | null;
  /** The prompts of its other shots, where they differ. */
  others: { part: string; text: string }[];
  shots: Shot[];
  grouped: boolean;
};

/**
 * Arranges finished, running and planned steps in the order of the plan; `nameOf` returns titles in the page's
 * language.
 */
export function storyboard(job: Job, model: Model | undefined, nameOf = (key: string) => key): Section[] {
  const plan = model?.steps.map((step) => step.key) ?? [];
  const ended = jobLooks[job.status].ended;
  const isPlanned = job.steps.some(({ status }) => status === "pending");
  const keys = [...job.steps.map((step) => step.key), ...(ended || isPlanned ? [] : plan)];
  const place = (key: string) => {
    const last = plan.findLastIndex(isLike(key));
    return plan.includes(key) ? plan.indexOf(key) : last < 0 ? plan.length : last + 0.5;
  };
  const ordered = [...new Set(keys)].sort((a, b) => place(a) - place(b));

  const sections = new Map<string, Section>();
  for (const key of ordered) {
    const step = job.steps.find((one) => one.key === key) ?? null;
    const [head = "", ...rest] = nameOf(key).split(/: |：/);
    const grouped = rest.length > 0;
    const title = capitalised(head);
    const section = sections.get(title) ?? { title, text: null, others: [], shots: [], grouped };
    const part = grouped ? capitalised(rest.join(": ")) : title;
    const text = grouped ? (step?.prompt ?? null) : null;
    section.shots.push({ key, part, step });
    section.text ??= text;
    if (text !== null && text !== section.text) section.others.push({ part, text });
    sections.set(title, section);
  }
  return [...sections.values()];
}

/** Whether a key differs from another only in its numbers: a job can have more shots than its model's example. */
const isLike = (key: string) => {
  const family = familyOf(key);
  return (other: string) => familyOf(other) === family;
};
const familyOf = (key: string) => key.replaceAll(/\d+/g, "n");

/** Whether this shot is still to be made. */
export const isAhead = (shot: Shot) => !shot.step || ["ahead", "now"].includes(stepLooks[shot.step.status].phase);

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
