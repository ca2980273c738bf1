import { defineRoute } from "@/server/api/route";
import { streamJobs } from "@/server/events/stream";

export const GET = defineRoute("key", streamJobs);
export const dynamic = "force-dynamic";
