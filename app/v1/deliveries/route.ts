import { z } from "zod";
import { door } from "@/app/door";
import { readQuery } from "@/app/read";
import { deliveryPage, deliveryQuery } from "./own-delivery";

const query = deliveryQuery.extend({ job: z.uuid().optional() });

export const GET = door("key", async ({ url, key }) => {
  const { job, ...filter } = readQuery(query, url);
  return deliveryPage({ ...filter, jobId: job, keyId: key.role === "admin" ? undefined : key.id });
});
