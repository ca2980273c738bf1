import { z } from "zod";
import type { Provider } from "../define-provider";
import { refusalOf } from "./refusal";

/** What a test of a provider found. `unclear`: it answered, and the answer does not say whether the key works. */
export const probeResults = ["works", "key_refused", "balance_empty", "unreachable", "busy", "unclear"] as const;
export type ProbeResult = (typeof probeResults)[number];

/** An id that no vendor has given to any work. */
export const noWork = "00000000-0000-0000-0000-000000000000";

/** Reads one number of an answer. */
export const numberAt =
  (field: string) =>
  (answer: unknown): number | null =>
    z.looseObject({ [field]: z.number() }).safeParse(answer).data?.[field] ?? null;

/** What the answer to a provider's probe means, in the vendor's own words where it has some. */
export function readProbe(
  provider: Pick<Provider, "title" | "probe" | "errorOf" | "codes">,
  { status, answer }: { status: number; answer: unknown },
): { result: ProbeResult; message: string } {
  const { probe, title } = provider;
  const refusal = probe?.alive?.includes(status) ? null : refusalOf(provider, { status, answer });
  if (refusal) {
    const { reason } = refusal;
    return { result: refusal.state === "refused" ? resultOf(refusal.kind) : "unclear", message: reason };
  }
  const left = probe?.left?.(answer);
  if (left != null && left <= 0) return { result: "balance_empty", message: `${title} says that ${left} is left.` };
  return { result: "works", message: `${title} answered ${status}.` };
}

/** What a refusal says of the provider. */
export function resultOf(kind: string): ProbeResult {
  if (kind === "key") return "key_refused";
  if (kind === "balance") return "balance_empty";
  return kind === "throttled" || kind === "unavailable" ? "busy" : "unclear";
}
