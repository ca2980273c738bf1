import { findAssets } from "@/db/assets";
import type { JobRow } from "@/db/jobs";
import { exportFilm } from "@/inngest/jobs/export-film";
import { assetsIn } from "@/inngest/jobs/export-output";
import { filmParts } from "@/inngest/jobs/film-parts";
import { findWorkflow } from "@/inngest/registry";
import { env } from "@/lib/env";
import { type Export, type ExportKind, type ExportRequest, exportRequest } from "@/lib/schemas/export";
import { isTerminal, shownStatus } from "@/lib/schemas/job";
import { aVideo, mediaOf } from "./job-media";
import { jsonAnswer } from "./json-response";
import { ownJob } from "./own-job";
import { readBody } from "./parse";
import type { RequestContext } from "./route";
import { presentAsset } from "./serializers/asset";
import { presentJob } from "./serializers/job";

const there = { status: "completed" as const, job: null, progress: 1, file: null, error: null };

/** Answers 200 with an export that is there or failed, 202 while a job makes it. A repeated request makes nothing twice. */
export async function jobExport(visit: RequestContext): Promise<Response> {
  const job = await ownJob(visit);
  const asked = await readBody(exportRequest, visit.request);
  const made = await exported(job, asked, visit);
  return jsonAnswer(made, { status: isTerminal(made.status) ? 200 : 202 });
}

async function exported(job: JobRow, asked: ExportRequest, { key }: RequestContext): Promise<Export> {
  const { what } = asked;
  const of = { object: "export" as const, what };
  const base = `${env().PUBLIC_URL}/v1/jobs/${job.id}`;
  const film = await mediaOf(job, aVideo);
  if (what === "zip") return { ...of, ...there, url: `${base}/archive.zip` };
  if (what === "otio") {
    await filmParts(job);
    return { ...of, ...there, url: `${base}/cut/otio` };
  }
  if (what === "vtt" || what === "srt") {
    const file = presentAsset(await mediaOf(job, subtitlesOf(what), findWorkflow(job.model)?.cut?.film));
    return { ...of, ...there, file, url: asDownload(file.url) };
  }
  const made = await exportFilm(job, film, asked, key);
  const [asset] = made.output ? [...(await findAssets(assetsIn(made.output))).values()] : [];
  const file = asset ? presentAsset(asset) : null;
  const { progress } = await presentJob(made);
  return {
    ...{ ...of, status: shownStatus(made.status), job: made.id, progress: progress.value, file },
    url: file && asDownload(file.url),
    error: made.error?.message ?? null,
  };
}

const types = { vtt: "text/vtt", srt: "application/x-subrip" } satisfies Partial<Record<ExportKind, string>>;

const subtitlesOf = (what: keyof typeof types) => ({
  what: `subtitles (${what.toUpperCase()})`,
  fits: ({ contentType }: { contentType: string }) => contentType === types[what],
});

/** Makes browsers save the file. */
const asDownload = (url: string) => `${url}${url.includes("?") ? "&" : "?"}download`;
