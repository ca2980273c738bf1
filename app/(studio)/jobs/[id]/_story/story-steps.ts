import type { Job, Model } from "@/lib/schemas/job";

/** The steps whose text is a document that the story panel shows and edits. */
const storySteps = ["style", "script", "storyboard"];

/** Whether jobs of a model have a script and a storyboard. */
export const hasStory = (model: Model | undefined): boolean =>
  model?.steps.some(({ key }) => key === "storyboard") ?? false;

export const isStoryStep = (model: Model | undefined, step: string): boolean =>
  hasStory(model) && storySteps.some((key) => key === step);

/** Whether the page has an editor for the text of a step. */
export const hasEditor = (model: Model | undefined, step: string): boolean =>
  isStoryStep(model, step) || model?.scenes?.step === step;

/** A step whose text is there. */
export const writtenStep = (job: Job, step: string) =>
  job.steps.find(({ key, text }) => key === step && text !== null) ?? null;

/** Whether the job waits for the review of a step's text. */
export const isAtReview = ({ review }: Job, step: string) => review.awaiting?.key === step;

/**
 * Whether an edit continues the job at once, which may cost money. A completed job waits until a person continues it, and a
 * job at the review of the text stops there again.
 */
export const continues = (job: Job, step: string) => job.status !== "completed" && !isAtReview(job, step);

/** Whether the API accepts an edit of a step now. */
export const canEdit = ({ status }: Job) =>
  status === "awaiting_review" || status === "completed" || status === "failed";
