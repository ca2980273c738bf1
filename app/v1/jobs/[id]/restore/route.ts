import { restore } from "@/inngest/jobs/keep";
import { jsonAnswer } from "@/server/api/json-response";
import { ownOrDeletedJob } from "@/server/api/own-job";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", async (visit) =>
  jsonAnswer(await presentJob(await restore(await ownOrDeletedJob(visit)))),
);
