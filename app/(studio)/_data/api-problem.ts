import type { ProblemBody } from "@/lib/schemas/job";
import { explain, type Say } from "../_i18n/explain-code";

/** The server's message, or a key of the studio's own message when there was none. */
type Reason = { said: string; code: string } | "unreachable" | "answered" | "stopped" | "noSample" | "noSource";

/**
 * An error of the API; `errors` name the fields as JSON pointers into the request. Status 0: no answer from the server.
 */
export class ApiProblem extends Error {
  readonly reason: Reason;
  readonly status: number;
  readonly errors: ProblemBody["errors"];
  /** The take that is what the request would have made. */
  readonly take: number | undefined;

  constructor(reason: Reason, status = 0, { errors = [], take }: Partial<Pick<ProblemBody, "errors" | "take">> = {}) {
    super(typeof reason === "string" ? reason : reason.said);
    this.name = "ApiProblem";
    this.reason = reason;
    this.status = status;
    this.errors = errors;
    this.take = take;
  }
}

/** The message for the user for anything that was thrown; the server's own message is on the last line. */
export function problemWords(problem: unknown, t: Say): string {
  if (!(problem instanceof ApiProblem)) return problem instanceof Error ? problem.message : String(problem);
  const { reason, status } = problem;
  if (typeof reason !== "string") return explained(reason, t);
  return reason === "answered" ? t("problem.answered", { status: String(status) }) : t(`problem.${reason}`);
}

/** The message for each field with an error. */
export const fieldWords = ({ reason, errors }: ApiProblem, t: Say): ProblemBody["errors"] =>
  typeof reason === "string"
    ? errors
    : errors.map(({ pointer, detail }) => ({ pointer, detail: explained({ ...reason, said: detail }, t) }));

const explained = ({ said, code }: { said: string; code: string }, t: Say) =>
  [explain(code, t), said].filter(Boolean).join("\n");
