import { door, type Visit } from "@/app/door";
import { serveAsset } from "@/app/files/serve-asset";
import { mediaOf } from "@/app/v1/jobs/job-media";
import { ownJob } from "@/app/v1/jobs/own-job";

/**
 * Streamed and not redirected: a player asks for many ranges, each of which would be two requests, and a client that
 * follows a redirect may send its key on to where it leads.
 */
async function video(visit: Visit): Promise<Response> {
  const job = await ownJob(visit);
  const asset = await mediaOf(job, ["video"]);
  const saveAs = visit.url.searchParams.has("download") ? `${job.model}-${job.id}.${asset.extension}` : undefined;
  return serveAsset(visit.request, asset, { lasting: false, saveAs });
}

export const GET = door("key", video);
export const HEAD = door("key", video);
