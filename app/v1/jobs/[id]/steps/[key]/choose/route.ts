import { z } from "zod";
import { chooseTake, quoteChoice } from "@/inngest/jobs/retake";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { ownJob } from "@/server/api/own-job";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

const body = z.strictObject({ take: z.int().min(1), continue: z.boolean().optional() });

export const POST = defineRoute("key", choose, { limited: submitOrQuote });

async function choose(visit: RequestContext): Promise<Response> {
  const isDry = isDryRun(visit.url);
  const job = await ownJob(visit);
  const choice = await readBody(body, visit.request);
  const step = visit.params.key ?? "";
  if (isDry) return Response.json(await quoteChoice(job, step, choice));
  const chosen = await chooseTake(job, step, choice, visit.key);
  return Response.json(await presentJob(chosen), { status: 202 });
}
