import { ownBatch } from "@/server/api/own-batch";
import { defineRoute } from "@/server/api/route";
import { streamBatch } from "@/server/events/stream";

export const GET = defineRoute("key", async (visit) => streamBatch((await ownBatch(visit)).id, visit));
export const dynamic = "force-dynamic";
