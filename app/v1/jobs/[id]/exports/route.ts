import { jobExport } from "@/server/api/job-export";
import { defineRoute } from "@/server/api/route";

export const POST = defineRoute("key", jobExport, { limited: true });
