import { z } from "zod";
import { door, type Visit } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { readBody } from "@/app/read";
import { ownJob } from "@/app/v1/jobs/own-job";
import { chooseTake } from "@/inngest/retake";

const body = z.strictObject({ take: z.int().min(1) });

/** Limited as a submit is: it starts a job. */
export const POST = door("key", choose, { limited: true });

async function choose(visit: Visit): Promise<Response> {
  const job = await ownJob(visit);
  const { take } = await readBody(body, visit.request);
  const chosen = await chooseTake(job, visit.params.name ?? "", take, visit.key);
  return Response.json(await presentJob(chosen), { status: 202 });
}
