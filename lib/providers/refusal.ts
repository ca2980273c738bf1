import type { Provider, Refusal, RefusalKind } from "../define-provider";
import { asText, inShort, longestWait } from "../schemas/loose";

const byStatus: Record<number, RefusalKind> = {
  400: "input",
  401: "key",
  402: "balance",
  403: "key",
  404: "model",
  413: "input",
  415: "input",
  422: "input",
  429: "throttled",
  503: "unavailable",
  529: "unavailable",
};

const moderation = /moderat|content.?(polic|filter)|safety|nsfw|sensitive content|responsible ai/i;

/** What the words of an error inside a 200 say, where its code is unknown. */
const byWords: [RegExp, RefusalKind | "unknown"][] = [
  [moderation, "moderated"],
  [/time.?out|timed out|gateway|connection (was )?(lost|reset|closed)/i, "unknown"],
  [/balance|quota|credit|billing|payment|arrear|overdue/i, "balance"],
  [/rate.?limit|too many|throttl|concurren|busy|overload/i, "throttled"],
  [/api.?key|unauthori[sz]ed|authenticat|access.?key|invalid (key|token)|permission/i, "key"],
  [/model .*(not|unknown|exist)|(unknown|no such|invalid) model/i, "model"],
  [/invalid|must be|required|unsupported|parameter/i, "input"],
];

/**
 * What an answer to a submit means that accepts no work; null for a 2xx without an error. `unknown`: the provider may still
 * have accepted the work, for example behind a gateway that timed out (500, 502, 504; also 408, 409, 425). Callers make sure
 * that a 2xx names no work and contains no result.
 */
export function refusalOf(
  provider: Pick<Provider, "errorOf" | "codes" | "title">,
  { status, answer, retryAfter }: { status: number; answer: unknown; retryAfter?: string | null },
): Refusal | { state: "unknown"; reason: string } | null {
  const { reason: said, code } = provider.errorOf(answer);
  const isInside = status >= 200 && status < 300;
  if (isInside && said === undefined && code === undefined) return null;
  const instead = isInside
    ? `${provider.title} refused with the code ${code}.`
    : `${provider.title} answered ${status}.`;
  const reason = said ?? (isInside ? undefined : inShort(answer)) ?? instead;
  const known = code === undefined ? undefined : provider.codes[code];
  const kind = known ?? (isInside ? kindInside(code, reason) : byStatus[status]) ?? "unknown";
  if (kind === "unknown") return { state: "unknown", reason };
  const isContent = kind === "input" && moderation.test(`${code} ${reason}`);
  const seconds = Number(asText(retryAfter));
  const waitSeconds = seconds > 0 ? Math.min(seconds, longestWait) : undefined;
  return { state: "refused", kind: isContent ? "moderated" : kind, reason, ...(waitSeconds && { waitSeconds }) };
}

/** An error in place of a receipt is a refusal, unless its words say that the outcome is unknown. */
const kindInside = (code: string | undefined, reason: string) =>
  byWords.find(([words]) => words.test(`${code ?? ""} ${reason}`))?.[1] ?? "unavailable";

/** What an answer to a cancel means. Vendors differ in how they report that it is too late. */
export function cancelOutcome(status: number): "cancelled" | "too late" | null {
  if (status >= 200 && status < 300) return "cancelled";
  return [400, 404, 405, 409, 410, 422].includes(status) ? "too late" : null;
}

/** Whether the message or code of a failure names the content as the reason. */
export const isModeration = (...words: unknown[]) => moderation.test(words.map((one) => asText(one) ?? "").join(" "));
