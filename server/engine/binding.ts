import { z } from "zod";
import { functions } from "@/inngest";
import { inngest } from "@/inngest/client";

/** The part of a call's signed body that names its function. */
const signedSchema = z.object({
  ctx: z.object({ fn_id: z.string(), run_id: z.string(), step_id: z.string().nullish() }),
  event: z.object({
    name: z.string(),
    data: z
      .object({
        function_id: z.string().nullish().catch(null),
        _inngest: z.object({ fn_id: z.string() }).nullish().catch(null),
      })
      .nullish()
      .catch(null),
  }),
});

type Trigger = { event?: unknown; cron?: unknown };
const startedBy = new Map(
  functions.map((fn) => {
    const triggers: Trigger[] = fn.opts.triggers ?? [];
    const names = triggers.map(({ event, cron }) => (cron ? "inngest/scheduled.timer" : event));
    return [fn.id(inngest.id), new Set<unknown>(names)];
  }),
);

const ofFailure = "-failure";
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Whether the function and step in the URL are those of the signed body, because the signature does not cover the URL.
 * A function that this app does not have counts as bound: the SDK reports it to the engine.
 */
export function isBound(query: URLSearchParams, body: unknown): boolean {
  const fnId = query.get("fnId") ?? "";
  const { data: signed } = signedSchema.safeParse(body);
  if (!signed) return false;
  const { ctx, event } = signed;
  // Inngest's servers use their own ids for functions and name the step only in the URL; the embedded engine signs
  // both.
  if (!uuid.test(ctx.fn_id) && (ctx.fn_id !== fnId || ctx.step_id !== query.get("stepId"))) return false;
  if (event.name === "inngest/function.invoked") return event.data?._inngest?.fn_id === fnId;
  const main = fnId.endsWith(ofFailure) ? fnId.slice(0, -ofFailure.length) : undefined;
  if (main && startedBy.has(main)) return event.name === "inngest/function.failed" && event.data?.function_id === main;
  return startedBy.get(fnId)?.has(event.name) ?? true;
}
