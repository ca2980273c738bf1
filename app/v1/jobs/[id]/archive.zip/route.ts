import { create as contentDisposition } from "content-disposition";
import { entriesOf } from "@/app/archive/entries";
import { manifestOf } from "@/app/archive/manifest";
import { zipOf } from "@/app/archive/zip";
import { door, type Visit } from "@/app/door";
import { exactLength } from "@/app/exact-length";
import { harmless } from "@/app/files/serve-asset";
import { ownJob } from "@/app/v1/jobs/own-job";
import { findAssets } from "@/db/assets";
import { callsOf } from "@/db/calls";
import { assetsIn } from "@/inngest/deliver-output";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/job";
import { store } from "@/lib/store";

async function archive(visit: Visit): Promise<Response> {
  const job = await ownJob(visit);
  if (!isTerminal(job.status) && job.status !== "awaiting_review") {
    const headers = { "retry-after": "5" };
    const detail = `The job is ${job.status}: its archive can be had once it has ended, or waits for a review.`;
    throw new Problem("conflict", detail, { headers });
  }
  const calls = await callsOf([job.id]);
  const named = [job.input, job.output, ...calls.flatMap(({ input, output }) => [input, output])];
  const assets = await findAssets([...new Set(named.flatMap(assetsIn))]);
  const there = await Promise.all(
    [...assets.values()].map(async (asset) => ((await store().stat(asset.storageKey)) ? [asset.id] : [])),
  );
  const kept = new Set(there.flat());
  const entries = entriesOf(job, calls, assets).filter(({ asset }) => kept.has(asset.id));
  const zip = zipOf(entries, `${JSON.stringify(manifestOf(job, calls, entries, assets), null, 2)}\n`);
  const headers = {
    ...harmless,
    "content-type": "application/zip",
    "content-disposition": contentDisposition(`${job.model}-${job.id}.zip`),
    "cache-control": "private, no-store",
    [exactLength]: String(zip.length),
  };
  return new Response(visit.request.method === "HEAD" ? null : zip.stream(), { headers });
}

export const GET = door("key", archive);
export const HEAD = door("key", archive);
