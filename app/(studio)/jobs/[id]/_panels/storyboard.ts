import { jobLooks, stepLooks } from "@/app/(studio)/_ui/status-style";
import type { Job, Model, Step } from "@/lib/schemas/job";

/** A step as the board shows it: `part` is its name within its section, `step` is null while it is only planned. */
export type Shot = { name: string; part: string; step: Step | null };

/** Steps named `scene 1: keyframe`, `scene 1: clip` share the section `scene 1`; any other step is its own. */
export type Section = {
  title: string;
  text: string | null;
  /** What its other shots were asked instead, where that differs. */
  others: { part: string; text: string }[];
  shots: Shot[];
  grouped: boolean;
};

/** Arranges what is done, going on and still planned, in the order of the plan; `nameOf` says it in the page's language. */
export function storyboard(job: Job, model: Model | undefined, nameOf = (name: string) => name): Section[] {
  const plan = model?.steps.map((step) => step.name) ?? [];
  const ended = jobLooks[job.status].ended;
  const names = [...job.steps.map((step) => step.name), ...(ended ? [] : plan)];
  const place = (name: string) => (plan.includes(name) ? plan.indexOf(name) : plan.length);
  const ordered = [...new Set(names)].sort((a, b) => place(a) - place(b));

  const sections = new Map<string, Section>();
  for (const name of ordered) {
    const step = job.steps.find((one) => one.name === name) ?? null;
    const grouped = name.indexOf(": ") > 0;
    const [head = "", ...rest] = nameOf(name).split(/: |：/);
    const title = capitalised(grouped ? head : nameOf(name));
    const section = sections.get(title) ?? { title, text: null, others: [], shots: [], grouped };
    const part = grouped ? capitalised(rest.join(": ")) : title;
    const text = grouped ? (step?.prompt ?? null) : null;
    section.shots.push({ name, part, step });
    section.text ??= text;
    if (text !== null && text !== section.text) section.others.push({ part, text });
    sections.set(title, section);
  }
  return [...sections.values()];
}

/** Is there still something to come here? */
export const isAhead = (shot: Shot) => !shot.step || ["ahead", "now"].includes(stepLooks[shot.step.status].phase);

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
