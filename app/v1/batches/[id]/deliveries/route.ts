import { ownBatch } from "@/server/api/own-batch";
import { deliveryPage, deliveryQuery } from "@/server/api/own-delivery";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";

export const GET = defineRoute("key", async (visit) => {
  const { id } = await ownBatch(visit);
  return deliveryPage({ ...readQuery(deliveryQuery, visit.url), jobId: id });
});
