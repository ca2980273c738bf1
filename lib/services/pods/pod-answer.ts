import { z } from "zod";
import type { ServiceStatus } from "@/lib/define-service";
import { asShare, asText, inShort, looseCount, looseId, looseSeconds, looseUrl } from "@/lib/schemas/loose";

/** Reads what pods send, leniently: receipts, progress, webhooks. */

export const podAnswer = z.looseObject({
  id: looseId,
  status: z.unknown().optional(),
  pod_url: looseUrl,
  queuePosition: looseCount,
  estimatedWaitTime: looseSeconds,
  progress: z.unknown().optional(),
  localUrl: z.unknown().optional().transform(filesIn),
  error: z.unknown().optional(),
});
export type PodAnswer = z.output<typeof podAnswer>;

/** Status words without separators: `IN_PROGRESS`, `in-progress` and `In progress` are the same. */
const words = (text: string) => text.split(" ");
const meanings = {
  done: words("completed complete success successful succeeded done finished finish ok"),
  failed: words("failed fail failure error errored exception crashed rejected refused"),
  cancelled: words("cancelled canceled cancel aborted abort stopped terminated revoked"),
  late: words("timeout timedout expired"),
  pending: words(
    "queued inqueue pending waiting submitted accepted received created scheduled new starting started initializing loading " +
      "processing inprogress progress running generating working active executing rendering uploading saving retrying",
  ),
};
type Meaning = keyof typeof meanings | "unknown" | "none";

/** The state that a status word means. */
export function statusMeaning(status: unknown): Meaning {
  const word = asText(status)
    ?.toLowerCase()
    .replace(/[\s_.!-]+/g, "");
  if (!word) return status === undefined || status === null || status === "" ? "none" : "unknown";
  for (const [meaning, all] of Object.entries(meanings))
    if (all.includes(word)) return meaning as keyof typeof meanings;
  return "unknown";
}

/** Reads a pod's message; `output` builds the result from the addresses of its files. */
export function podRead<Output>(answer: PodAnswer, output: (urls: string[]) => Output): ServiceStatus<Output> {
  const { localUrl, error } = answer;
  const status = answer.status ?? (answer.success === false ? "failed" : undefined);
  const meaning = statusMeaning(status);
  const hasFile = localUrl.files.length > 0;
  if (meaning === "pending") return pending(answer);
  if (meaning === "done" && hasFile) return { state: "done", output: output(localUrl.files) };
  if (meaning === "failed" || meaning === "cancelled" || meaning === "late") {
    const given = errorWords(error) ?? errorWords(answer.detail ?? answer.message ?? answer.msg ?? answer.reason);
    return { state: "failed", reason: given ?? withoutReason[meaning](asText(status)) };
  }
  const isError = !isEmpty(error);
  if (isError && !hasFile) {
    const reason = errorWords(error);
    return reason
      ? { state: "failed", reason }
      : { state: "unclear", said: "The response names an error that cannot be read." };
  }
  if (meaning === "done") return { state: "failed", reason: noFile(localUrl.odd) };
  const said = meaning === "none" ? "no status" : `the unknown status ${inShort(status) ?? "(unreadable)"}`;
  if (hasFile)
    return { state: "unclear", said: `The response has a file and ${said}.`, output: output(localUrl.files) };
  return meaning === "none" ? pending(answer) : pending({ ...answer, message: `The response has ${said}.` });
}

const withoutReason = {
  failed: () => "The service failed without giving a reason.",
  cancelled: () => "The service cancelled the work.",
  late: (word = "timeout") => `The service reported "${word}".`,
};

const noFile = (odd: string) =>
  odd
    ? `The service reported success, but its result is not a URL: ${odd}`
    : "The service reported success but returned no file.";

function pending(answer: PodAnswer): ServiceStatus<never> {
  const { progress, queuePosition, estimatedWaitTime: waitSeconds } = answer;
  const inner = typeof progress === "object" && progress !== null ? { ...progress } : { value: progress };
  const { value, percent, percentage, message }: Record<string, unknown> = inner;
  const share = asShare(value ?? percent ?? percentage);
  const said =
    asText(message) ??
    (share === undefined && typeof progress === "string" ? asText(progress) : undefined) ??
    (typeof answer.message === "string" ? asText(answer.message) : undefined);
  return {
    state: "pending",
    ...(queuePosition !== undefined && { queuePosition }),
    ...(waitSeconds !== undefined && { waitSeconds }),
    ...(share !== undefined && { progress: share }),
    ...(said !== undefined && { message: said }),
  };
}

const emptyWords = /^(|none|null|nil|undefined|nan|n\/a|-|no errors?|false|0|ok|success|\{\}|\[\])$/i;

/** Whether an error field means "no error": `null`, `{}`, `[]`, `"None"`, `{ code: 0 }`, at any depth. */
function isEmpty(error: unknown, depth = 0): boolean {
  if (typeof error === "string") return emptyWords.test(error.trim());
  if (typeof error !== "object" || error === null) return !error;
  if (depth > 20) return false;
  if ("code" in error && (error.code === 0 || error.code === "0" || error.code === 200)) return true;
  return Object.values(error).every((inner) => isEmpty(inner, depth + 1));
}

/** The message of an error; undefined when there is no error, or it cannot be serialized. */
function errorWords(error: unknown): string | undefined {
  if (isEmpty(error)) return undefined;
  const inner = typeof error === "object" && error !== null && "message" in error ? error.message : error;
  return (typeof inner === "string" ? inner.trim().slice(0, 2000) : inShort(inner)) || inShort(error);
}

/** The URLs in `localUrl`, however nested, and the text of everything that is not a URL. */
function filesIn(value: unknown): { files: string[]; odd: string } {
  const files: string[] = [];
  walk(value, 0);
  const none = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return { files, odd: none || files.length > 0 ? "" : (inShort(value) ?? "what it names") };

  function walk(one: unknown, depth: number): void {
    if (typeof one === "string") {
      const address = one.trim();
      if (address && !emptyWords.test(address)) files.push(address);
    } else if (Array.isArray(one) && depth < 8) for (const inner of one) walk(inner, depth + 1);
    else if (typeof one === "object" && one !== null && depth < 8) {
      const { url, href, uri, src, path, localUrl, file }: Record<string, unknown> = { ...one };
      walk(url ?? href ?? uri ?? src ?? localUrl ?? path ?? file, depth + 1);
    }
  }
}
