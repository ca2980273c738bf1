import { readJson } from "@/app/body";
import { door } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { submitJob } from "@/inngest/submit";
import { Problem } from "@/lib/errors";

export const POST = door("key", async ({ request, key }) => {
  const idempotencyKey = request.headers.get("idempotency-key")?.replace(/^"(.*)"$/, "$1") || undefined;
  if (idempotencyKey && idempotencyKey.length > 255) {
    throw new Problem("invalid_request", "An Idempotency-Key has at most 255 characters.");
  }
  const { job, replayed } = await submitJob(await readJson(request), key.id, idempotencyKey);
  const shown = await presentJob(job);
  const headers: Record<string, string> = { location: shown.urls.self };
  if (replayed) headers["idempotent-replayed"] = "true";
  return Response.json(shown, { status: 202, headers });
});
