import { findAssets } from "@/db/assets";
import { callsOf } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { documentsOf } from "@/inngest/jobs/documents";
import { assetsIn } from "@/inngest/jobs/export-output";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/schemas/job";
import { store } from "@/lib/storage/current";
import { reportMarkdown, reportOf } from "../api/serializers/report";
import type { RequestLike } from "../http/request-like";
import { entriesOf } from "./archive-entries";
import { manifestOf } from "./archive-manifest";
import { serveZip, zipOf } from "./archive-zip";
import { editListOrNull } from "./edit-list";
import { nameOfJob } from "./name-of-job";

/** Serves all files of a job, with its documents, its report and a manifest. */
export async function jobArchive({ method }: Pick<RequestLike, "method">, job: JobRow): Promise<Response> {
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
  const cut = await editListOrNull(job, ({ id }) => {
    const name = names.get(id);
    return name === undefined ? null : encodeURI(name);
  });
  const about = [
    ...(cut ? [{ name: "film.otio", text: `${JSON.stringify(cut, null, 2)}\n` }] : []),
    { name: "report.md", text: reportMarkdown(report) },
    { name: "manifest.json", text: `${JSON.stringify(manifest, null, 2)}\n` },
  ];
  return serveZip(method, zipOf(entries, [...texts, ...about]), nameOfJob(job));
}
