import { titleOf } from "@/lib/step-key";
import { findWorkflow } from "./registry";

/** The English title of a model's step; its key where the model is no longer on this server. */
export const stepTitle = (model: string, key: string): string => titleOf(findWorkflow(model)?.steps ?? {}, key);

/** What people look at in a review, as in "the keyframes"; its key likewise. */
export const reviewTitle = (model: string, key: string): string => titleOf(findWorkflow(model)?.reviews ?? {}, key);
