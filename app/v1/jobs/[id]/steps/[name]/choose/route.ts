import { z } from "zod";
import { readJson } from "@/app/body";
import { door, type Visit } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { chooseTake } from "@/inngest/retake";
import { readBody } from "@/lib/refuse";

const body = z.strictObject({ take: z.int().min(1) });

/** Limited as a submit is: it starts a job. */
export const POST = door("key", choose, { limited: true });

async function choose(visit: Visit): Promise<Response> {
  const job = await ownJob(visit);
  const { take } = readBody(body, await readJson(visit.request));
  const chosen = await chooseTake(job, visit.params.name ?? "", take, visit.key);
  return Response.json(await presentJob(chosen), { status: 202 });
}
