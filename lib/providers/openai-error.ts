import { z } from "zod";
import type { Provider } from "../define-provider";
import { inShort } from "../schemas/loose";

const shape = z.looseObject({
  error: z.union([
    z.string(),
    z.looseObject({ message: z.unknown().optional(), code: z.unknown().optional(), type: z.unknown().optional() }),
  ]),
});

/** OpenAI's error format. */
export const openaiError: Pick<Provider, "errorOf" | "codes"> = {
  errorOf(answer) {
    const { error } = shape.safeParse(answer).data ?? {};
    if (typeof error === "string") return { reason: error };
    return { reason: inShort(error?.message), code: inShort(error?.code ?? error?.type) };
  },
  codes: {
    insufficient_quota: "balance",
    billing_hard_limit_reached: "balance",
    moderation_blocked: "moderated",
    content_policy_violation: "moderated",
    model_not_found: "model",
    rate_limit_exceeded: "throttled",
  },
};
