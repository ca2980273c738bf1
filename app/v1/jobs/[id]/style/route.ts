import { jobDocument } from "@/server/api/job-document";
import { defineRoute } from "@/server/api/route";

export const GET = defineRoute("key", jobDocument("style"));
