import type { FieldError } from "@/lib/errors";
import { Problem } from "@/lib/errors";

/** A request of a batch as the caller wrote it. `say`: words for an error of a field, where the caller wrote rows. */
export type GivenItem = { request: unknown; say?: (error: FieldError) => string };

/** More errors than these are counted only. */
const mostShown = 500;

/** One Problem for all errors of a batch. */
export function batchProblem(errors: FieldError[], code: Problem["code"] = "invalid_request"): Problem {
  const requests = new Set(errors.map(({ pointer }) => pointer.split("/")[2])).size;
  const [first] = errors;
  const detail = [
    requests === 1 ? "One request of the batch is invalid;" : `${requests} requests of the batch are invalid;`,
    "nothing was started.",
    ...(errors.length > mostShown ? [`Of ${errors.length} errors the first ${mostShown} are listed.`] : []),
    ...(first ? [`${first.pointer}: ${first.detail}`] : []),
  ].join(" ");
  return new Problem(code, detail, { errors: errors.slice(0, mostShown) });
}
