import { z } from "zod";
import { readJson } from "@/app/body";
import { door } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { chooseTake } from "@/inngest/retake";
import { fieldProblem } from "@/lib/errors";

const body = z.strictObject({ take: z.int().min(1) });

export const POST = door("key", async (visit) => {
  const job = await ownJob(visit);
  const asked = body.safeParse(await readJson(visit.request));
  if (!asked.success) throw fieldProblem("invalid_request", "/take", 'Send the number of the take: {"take": 1}.');
  const chosen = await chooseTake(job, visit.params.name ?? "", asked.data.take);
  return Response.json(await presentJob(chosen), { status: 202 });
});
