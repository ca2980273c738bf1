import { z } from "zod";
import { ownJob } from "@/server/api/own-job";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { streamJob } from "@/server/events/stream";

const query = z.object({ follow: z.enum(["true", "false"]).optional() });

export const GET = defineRoute("key", async (visit) => {
  const { follow } = readQuery(query, visit.url);
  return streamJob((await ownJob(visit)).id, visit, { follows: follow === "true" });
});
export const dynamic = "force-dynamic";
