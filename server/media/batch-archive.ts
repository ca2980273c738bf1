import { type Asset, findAssets } from "@/db/assets";
import { listItems } from "@/db/batch-items";
import type { BatchRow } from "@/db/batches";
import type { JobRow } from "@/db/jobs";
import { assetsIn } from "@/inngest/jobs/export-output";
import { createBreather } from "@/lib/concurrency/breathe";
import { Problem } from "@/lib/errors";
import type { BatchManifest } from "@/lib/schemas/batch";
import { shownStatus } from "@/lib/schemas/job";
import { store } from "@/lib/storage/current";
import type { RequestLike } from "../http/request-like";
import type { Entry } from "./archive-entries";
import { serveZip, zipOf } from "./archive-zip";

const page = 200;

/** Serves the results of an ended batch, with a manifest. */
export async function serveBatchArchive({ method }: Pick<RequestLike, "method">, batch: BatchRow): Promise<Response> {
  if (!batch.finishedAt) {
    const detail = "The batch is running. Its archive is available once all its jobs have ended.";
    throw new Problem("conflict", detail, { headers: { "retry-after": "5" } });
  }
  const { entries, manifest } = await archiveOf(batch);
  const zip = zipOf(entries, [{ name: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` }]);
  return serveZip(method, zip, `batch-${batch.id}`);
}

/**
 * The results of a batch and what tells of them: `0007.png` is the only file of row 7, `0007-2.png` its second one.
 * Deleted files are left out.
 */
async function archiveOf(batch: BatchRow): Promise<{ entries: Entry[]; manifest: BatchManifest }> {
  const breathe = createBreather();
  const entries: Entry[] = [];
  const items: BatchManifest["items"] = [];
  const digits = Math.max(4, String(batch.total).length);
  for (let after: string | undefined, isMore = true; isMore; ) {
    const rows: JobRow[] = await listItems({ batchId: batch.id, after, limit: page });
    isMore = rows.length > page;
    const jobs = rows.slice(0, page);
    after = jobs.at(-1)?.id;
    const assets = await findAssets([...new Set(jobs.flatMap(({ output }) => assetsIn(output)))]);
    const isKept = await keptAmong([...assets.values()]);
    for (const job of jobs) {
      await breathe();
      const row = (job.position ?? 0) + 1;
      const files = assetsIn(job.output).flatMap((id) => assets.get(id) ?? []);
      const own = files.filter(isKept).map((asset, i) => {
        const name = `${String(row).padStart(digits, "0")}${files.length > 1 ? `-${i + 1}` : ""}.${asset.extension}`;
        return { name, asset };
      });
      entries.push(...own);
      items.push(itemOf(job, row, own));
    }
  }
  const { id, createdAt, finishedAt } = batch;
  const manifest: BatchManifest = {
    format: "nextscene-batch-manifest-1",
    batch: id,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    items,
  };
  return { entries, manifest };
}

const itemOf = (job: JobRow, row: number, files: Entry[]): BatchManifest["items"][number] => ({
  row,
  job: job.id,
  model: job.model,
  status: shownStatus(job.status),
  options: job.options,
  metadata: job.metadata,
  error: job.error?.message ?? null,
  result: job.output,
  files: files.map(({ name, asset }) => ({ name, sha256: asset.sha256, sizeBytes: asset.sizeBytes })),
});

async function keptAmong(assets: Asset[]): Promise<(asset: Asset) => boolean> {
  const there = await Promise.all(
    assets.map(async ({ id, storageKey }) => ((await store().stat(storageKey)) ? [id] : [])),
  );
  const kept = new Set(there.flat());
  return ({ id }) => kept.has(id);
}
