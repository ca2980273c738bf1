import { create as contentDisposition } from "content-disposition";
import { Problem } from "@/lib/errors";
import { ownBatch } from "@/server/api/own-batch";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { exactLength } from "@/server/http/exact-length-response";
import { zipOf } from "@/server/media/archive-zip";
import { batchArchive } from "@/server/media/batch-archive";
import { harmless } from "@/server/media/serve-asset";

async function archive(visit: RequestContext): Promise<Response> {
  const batch = await ownBatch(visit);
  if (!batch.finishedAt) {
    const detail = "The batch is running. Its archive is available once all its jobs have ended.";
    throw new Problem("conflict", detail, { headers: { "retry-after": "5" } });
  }
  const { entries, manifest } = await batchArchive(batch);
  const zip = zipOf(entries, [{ name: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` }]);
  const headers = {
    ...harmless,
    "content-type": "application/zip",
    "content-disposition": contentDisposition(`batch-${batch.id}.zip`),
    "cache-control": "private, no-store",
    [exactLength]: String(zip.length),
  };
  return new Response(visit.request.method === "HEAD" ? null : zip.stream(), { headers });
}

export const GET = defineRoute("key", archive);
export const HEAD = defineRoute("key", archive);
