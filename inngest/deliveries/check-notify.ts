import { fieldProblem } from "@/lib/errors";
import { channelOf } from "@/lib/schemas/notify";
import { channels } from "./channels";

const missingFor = (target: string) => channels[channelOf(target)].missing();

/** Refuses targets whose channel the operator has not set up. `pointer`: of the list, or of the only target. */
export function checkNotify(targets: string[], pointer: string, isList = true): void {
  for (const [i, target] of targets.entries()) {
    const missing = missingFor(target);
    if (missing.length === 0) continue;
    const detail = `"${target}" needs ${missing.join(" and ")}. Ask the operator to set ${missing.length > 1 ? "them" : "it"}.`;
    throw fieldProblem("invalid_request", isList ? `${pointer}/${i}` : pointer, detail);
  }
}

/** Whom a job notifies: its own list, else its key's, without channels that are no longer set up. */
export const targetsOf = (own: string[] | null | undefined, ofKey: string[]): string[] =>
  (own ?? ofKey).filter((target) => missingFor(target).length === 0);
