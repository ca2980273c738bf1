import { readJson } from "@/app/body";
import { door } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { readResolve, resolveStep } from "@/inngest/resolve";

export const POST = door("key", async (visit) => {
  const job = await ownJob(visit);
  await resolveStep(job, visit.params.name ?? "", readResolve(await readJson(visit.request)));
  return Response.json(await presentJob(await ownJob(visit)));
});
