import { deliveryPage, deliveryQuery } from "@/server/api/own-delivery";
import { ownJob } from "@/server/api/own-job";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";

export const GET = defineRoute("key", async (visit) => {
  const { id } = await ownJob(visit);
  return deliveryPage({ ...readQuery(deliveryQuery, visit.url), jobId: id });
});
