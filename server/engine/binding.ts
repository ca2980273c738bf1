import { z } from "zod";
import { functions } from "@/inngest";
import { inngest } from "@/inngest/client";

/** What a call's signed body says of the function that it is for. */
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
 * Whether the function and the step that an address names are those that the signed body is for: the signature does not
 * cover the address. A function that this app does not have is left to the SDK, which tells the engine so.
 */
export function isBound(query: URLSearchParams, body: unknown): boolean {
  const fnId = query.get("fnId") ?? "";
  const { data: signed } = signedSchema.safeParse(body);
  if (!signed) return false;
  const { ctx, event } = signed;
  // Inngest's servers have ids of their own for functions and name the step in the address alone; the embedded engine
  // signs both.
  if (!uuid.test(ctx.fn_id) && (ctx.fn_id !== fnId || ctx.step_id !== query.get("stepId"))) return false;
  if (event.name === "inngest/function.invoked") return event.data?._inngest?.fn_id === fnId;
  const main = fnId.endsWith(ofFailure) ? fnId.slice(0, -ofFailure.length) : undefined;
  if (main && startedBy.has(main)) return event.name === "inngest/function.failed" && event.data?.function_id === main;
  return startedBy.get(fnId)?.has(event.name) ?? true;
}
