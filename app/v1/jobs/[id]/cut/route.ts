import { cutJob, quoteCut } from "@/inngest/jobs/cut";
import { cutRequest } from "@/lib/schemas/cut";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { jsonAnswer } from "@/server/api/json-response";
import { ownJob } from "@/server/api/own-job";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentCut } from "@/server/api/serializers/cut";
import { presentJob } from "@/server/api/serializers/job";

export const GET = defineRoute("key", async (visit) => jsonAnswer(await presentCut(await ownJob(visit))));
export const POST = defineRoute("key", cut, { limited: submitOrQuote });

async function cut(visit: RequestContext): Promise<Response> {
  const job = await ownJob(visit);
  const given = await readBody(cutRequest, visit.request);
  if (isDryRun(visit.url)) return Response.json(await quoteCut(job, given));
  return Response.json(await presentJob(await cutJob(job, given, visit.key)), { status: 202 });
}
