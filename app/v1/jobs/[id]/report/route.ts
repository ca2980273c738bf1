import { jobReport } from "@/server/api/job-report";
import { defineRoute } from "@/server/api/route";

export const GET = defineRoute("key", jobReport);
