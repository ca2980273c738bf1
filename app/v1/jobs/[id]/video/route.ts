import { aVideo, mediaOf } from "@/server/api/job-media";
import { ownJob } from "@/server/api/own-job";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { nameOfJob } from "@/server/media/name-of-job";
import { serveAsset } from "@/server/media/serve-asset";

/**
 * Streams instead of a redirect: each of a player's many range requests would be two, and a client that follows a
 * redirect may send its key to the target.
 */
async function video(visit: RequestContext): Promise<Response> {
  const job = await ownJob(visit);
  const asset = await mediaOf(job, aVideo);
  const saveAs = visit.url.searchParams.has("download") ? `${nameOfJob(job)}.${asset.extension}` : undefined;
  return serveAsset(visit.request, asset, { lasting: false, saveAs });
}

export const GET = defineRoute("key", video);
export const HEAD = defineRoute("key", video);
