import { door } from "@/app/door";
import { streamJobs } from "@/app/stream";

export const GET = door("key", async ({ key, request }) =>
  streamJobs(key.role === "admin" ? undefined : key.id, request),
);
export const dynamic = "force-dynamic";
