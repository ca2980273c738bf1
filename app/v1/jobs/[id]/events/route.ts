import { ownJob } from "@/server/api/own-job";
import { defineRoute } from "@/server/api/route";
import { streamJob } from "@/server/events/stream";

export const GET = defineRoute("key", async (visit) => streamJob((await ownJob(visit)).id, visit));
export const dynamic = "force-dynamic";
