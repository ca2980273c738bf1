"use client";

import { useModel } from "@/app/(studio)/_data/models";
import { hasEditor, isStoryStep } from "./story-steps";

/** Whether the story panel shows and edits the text of a step. */
export function useIsStoryStep(model: string): (step: string) => boolean {
  const found = useModel(model);
  return (step) => isStoryStep(found, step);
}

/** Whether the page has an editor for the text of a step, so that no form of a single text is needed. */
export function useHasEditor(model: string): (step: string) => boolean {
  const found = useModel(model);
  return (step) => hasEditor(found, step);
}
