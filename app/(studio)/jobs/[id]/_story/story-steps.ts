import type { Job, Model } from "@/lib/schemas/job";

/** The steps whose text is a document that the story panel shows and edits. */
const storySteps = ["style", "script", "storyboard"] as const;
export type StoryStep = (typeof storySteps)[number];

/** Whether jobs of a model have a script and a storyboard. */
export const hasStory = (model: Model | undefined): boolean =>
  model?.steps.some(({ key }) => key === "storyboard") ?? false;

export const isStoryStep = (model: Model | undefined, step: string): boolean =>
  hasStory(model) && storySteps.some((key) => key === step);

/** A step whose text is there. */
export const writtenStep = (job: Job, step: StoryStep) =>
  job.steps.find(({ key, text }) => key === step && text !== null) ?? null;

/**
 * Whether an edit continues the job at once, which may cost money. A completed job waits until a person continues it, and a
 * job at the review of its storyboard stops there again.
 */
export const continues = ({ status, review }: Job, step: StoryStep) =>
  status !== "completed" && !(step === "storyboard" && review.awaiting?.key === step);

/** Whether the API accepts an edit of a step now. */
export const canEdit = ({ status }: Job) =>
  status === "awaiting_review" || status === "completed" || status === "failed";
