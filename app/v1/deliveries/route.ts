import { z } from "zod";
import { deliveryPage, deliveryQuery } from "@/server/api/own-delivery";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";

const query = deliveryQuery.extend({ job: z.uuid().optional() });

export const GET = defineRoute("key", async ({ url, key }) => {
  const { job, ...filter } = readQuery(query, url);
  return deliveryPage({ ...filter, jobId: job, keyId: key.role === "admin" ? undefined : key.id });
});
