import { titleOf } from "@/lib/step-key";
import { findWorkflow } from "./registry";

/** The English title of a model's step; the key if the server no longer has the model. */
export const stepTitle = (model: string, key: string): string => titleOf(findWorkflow(model)?.steps ?? {}, key);

/** What a review is about, as in "the keyframes"; the key if the server no longer has the model. */
export const reviewTitle = (model: string, key: string): string => titleOf(findWorkflow(model)?.reviews ?? {}, key);
