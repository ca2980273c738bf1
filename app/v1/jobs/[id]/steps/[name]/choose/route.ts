import { z } from "zod";
import { door, type Visit } from "@/app/door";
import { isDryRun, submitOrQuote } from "@/app/dry-run";
import { presentJob } from "@/app/present/job";
import { readBody } from "@/app/read";
import { ownJob } from "@/app/v1/jobs/own-job";
import { chooseTake, quoteChoice } from "@/inngest/retake";

const body = z.strictObject({ take: z.int().min(1), continue: z.boolean().optional() });

export const POST = door("key", choose, { limited: submitOrQuote });

async function choose(visit: Visit): Promise<Response> {
  const isDry = isDryRun(visit.url);
  const job = await ownJob(visit);
  const choice = await readBody(body, visit.request);
  const name = visit.params.name ?? "";
  if (isDry) return Response.json(await quoteChoice(job, name, choice));
  const chosen = await chooseTake(job, name, choice, visit.key);
  return Response.json(await presentJob(chosen), { status: 202 });
}
