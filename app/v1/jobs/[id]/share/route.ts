import { endShare, shareJob, shareOf } from "@/db/shares";
import { Problem } from "@/lib/errors";
import { shareRequest } from "@/lib/schemas/share";
import { ownJob } from "@/server/api/own-job";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentShare } from "@/server/api/serializers/share";
import { resultToShare } from "@/server/share/shared-files";

export const GET = defineRoute("key", async (visit) => {
  const share = await shareOf((await ownJob(visit)).id);
  if (!share) throw new Problem("not_found", "This job is not shared. Share it with POST.");
  return Response.json(presentShare(share));
});

export const POST = defineRoute("key", async (visit) => {
  const job = await ownJob(visit);
  const { title = null, board, download } = await readBody(shareRequest, visit.request);
  await resultToShare(job);
  return Response.json(presentShare(await shareJob(job.id, { title, board, download })));
});

export const DELETE = defineRoute("key", async (visit) => {
  await endShare((await ownJob(visit)).id);
  return new Response(null, { status: 204 });
});
