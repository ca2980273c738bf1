import type { ProblemBody } from "@/lib/schemas/job";
import { explain, type Say } from "../_i18n/explain-code";

/** In the server's words, or one of the studio's own sentences when it said nothing. */
type Reason = { said: string; code: string } | "unreachable" | "answered" | "stopped" | "noSample" | "noSource";

/** A refusal; `errors` name the fields as JSON pointers into the request. Status 0: the server was not reached. */
export class ApiProblem extends Error {
  readonly reason: Reason;
  readonly status: number;
  readonly errors: ProblemBody["errors"];

  constructor(reason: Reason, status = 0, errors: ProblemBody["errors"] = []) {
    super(typeof reason === "string" ? reason : reason.said);
    this.name = "ApiProblem";
    this.reason = reason;
    this.status = status;
    this.errors = errors;
  }
}

/** What to tell a person about anything that was thrown; what the server said is on the last line. */
export function problemWords(problem: unknown, t: Say): string {
  if (!(problem instanceof ApiProblem)) return problem instanceof Error ? problem.message : String(problem);
  const { reason, status } = problem;
  if (typeof reason !== "string") return explained(reason, t);
  return reason === "answered" ? t("problem.answered", { status: String(status) }) : t(`problem.${reason}`);
}

/** What was said of each field that was refused. */
export const fieldWords = ({ reason, errors }: ApiProblem, t: Say): ProblemBody["errors"] =>
  typeof reason === "string"
    ? errors
    : errors.map(({ pointer, detail }) => ({ pointer, detail: explained({ ...reason, said: detail }, t) }));

const explained = ({ said, code }: { said: string; code: string }, t: Say) =>
  [explain(code, t), said].filter(Boolean).join("\n");
