"use client";

import { useModels } from "@/app/(studio)/_data/models";
import { isStoryStep } from "./story-steps";

/** Whether the story panel shows and edits the text of a step. */
export function useIsStoryStep(model: string): (step: string) => boolean {
  const found = useModels().find(({ id }) => id === model);
  return (step) => isStoryStep(found, step);
}
