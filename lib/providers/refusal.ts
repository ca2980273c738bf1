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

/**
 * What an answer other than 2xx to a submit means. `unknown`: the provider may still have accepted the work, for
 * example behind a gateway that timed out (500, 502, 504; also 408, 409, 425).
 */
export function refusalOf(
  provider: Pick<Provider, "errorOf" | "codes" | "title">,
  { status, answer, retryAfter }: { status: number; answer: unknown; retryAfter?: string | null },
): Refusal | { state: "unknown"; reason: string } {
  const { reason = inShort(answer), code } = provider.errorOf(answer);
  const words = reason ?? `${provider.title} answered ${status}.`;
  const known = code === undefined ? undefined : provider.codes[code];
  const kind = known ?? byStatus[status];
  if (!kind) return { state: "unknown", reason: words };
  const isContent = kind === "input" && moderation.test(`${code} ${words}`);
  const seconds = Number(asText(retryAfter));
  const waitSeconds = seconds > 0 ? Math.min(seconds, longestWait) : undefined;
  return { state: "refused", kind: isContent ? "moderated" : kind, reason: words, ...(waitSeconds && { waitSeconds }) };
}

/** The refusal in a 2xx answer that contains an error instead of a receipt or result; null if there is none. */
export function refusalInside(provider: Pick<Provider, "errorOf" | "codes">, answer: unknown): Refusal | null {
  const { reason, code } = provider.errorOf(answer);
  if (reason === undefined && code === undefined) return null;
  const known = code === undefined ? undefined : provider.codes[code];
  const kind = known ?? (isModeration(code, reason) ? "moderated" : "unavailable");
  return { state: "refused", kind, reason: reason ?? `The provider refused with the code ${code}.` };
}

/** What an answer to a cancel means. Vendors differ in how they report that it is too late. */
export function cancelOutcome(status: number): "cancelled" | "too late" | null {
  if (status >= 200 && status < 300) return "cancelled";
  return [400, 404, 405, 409, 410, 422].includes(status) ? "too late" : null;
}

/** Whether the message or code of a failure names the content as the reason. */
export const isModeration = (...words: unknown[]) => moderation.test(words.map((one) => asText(one) ?? "").join(" "));
