import { create as contentDisposition } from "content-disposition";
import { findAssets } from "@/db/assets";
import { callsOf } from "@/db/calls";
import { documentsOf } from "@/inngest/jobs/documents";
import { assetsIn } from "@/inngest/jobs/export-output";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/schemas/job";
import { store } from "@/lib/storage/current";
import { ownJob } from "@/server/api/own-job";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { reportMarkdown, reportOf } from "@/server/api/serializers/report";
import { exactLength } from "@/server/http/exact-length-response";
import { entriesOf } from "@/server/media/archive-entries";
import { manifestOf } from "@/server/media/archive-manifest";
import { zipOf } from "@/server/media/archive-zip";
import { editListOrNull } from "@/server/media/edit-list";
import { nameOfJob } from "@/server/media/name-of-job";
import { harmless } from "@/server/media/serve-asset";

async function archive(visit: RequestContext): Promise<Response> {
  const job = await ownJob(visit);
  if (!isTerminal(job.status) && job.status !== "awaiting_review") {
    const headers = { "retry-after": "5" };
    const detail = `The job is ${job.status}. Its archive is available once it has ended or is waiting for a review.`;
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
  const documents = documentsOf(job, calls);
  const report = reportOf(job, calls);
  const manifest = manifestOf(job, calls, entries, { assets, documents, report });
  const texts = documents.map(({ key, markdown }) => ({ name: `${key}.md`, text: markdown }));
  const names = new Map(entries.map(({ name, asset }) => [asset.id, name]));
  const cut = await editListOrNull(job, ({ id }) => encodeURI(names.get(id) ?? ""));
  const about = [
    ...(cut ? [{ name: "film.otio", text: `${JSON.stringify(cut, null, 2)}\n` }] : []),
    { name: "report.md", text: reportMarkdown(report) },
    { name: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` },
  ];
  const zip = zipOf(entries, [...texts, ...about]);
  const headers = {
    ...harmless,
    "content-type": "application/zip",
    "content-disposition": contentDisposition(`${nameOfJob(job)}.zip`),
    "cache-control": "private, no-store",
    [exactLength]: String(zip.length),
  };
  return new Response(visit.request.method === "HEAD" ? null : zip.stream(), { headers });
}

export const GET = defineRoute("key", archive);
export const HEAD = defineRoute("key", archive);
