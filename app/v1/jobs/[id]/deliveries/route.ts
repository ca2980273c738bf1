import { door } from "@/app/door";
import { readQuery } from "@/app/read";
import { deliveryPage, deliveryQuery } from "@/app/v1/deliveries/own-delivery";
import { ownJob } from "@/app/v1/jobs/own-job";

export const GET = door("key", async (visit) => {
  const { id } = await ownJob(visit);
  return deliveryPage({ ...readQuery(deliveryQuery, visit.url), jobId: id });
});
