import { findAssets } from "@/db/assets";
import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { exportFilm } from "@/inngest/jobs/export-film";
import { assetsIn } from "@/inngest/jobs/export-output";
import { filmParts } from "@/inngest/jobs/film-parts";
import { findWorkflow } from "@/inngest/registry";
import { env } from "@/lib/env";
import type { Export, ExportKind, ExportRequest } from "@/lib/schemas/export";
import { shownStatus } from "@/lib/schemas/job";
import { aVideo, mediaOf } from "./job-media";
import { presentAsset } from "./serializers/asset";
import { presentJob } from "./serializers/job";

const there = { status: "completed" as const, job: null, progress: 1, file: null, error: null };

/** An export of a job's film: there, failed, or being made by a job. A repeated request makes nothing twice. */
export async function exportOf(job: JobRow, asked: ExportRequest, key: Key): Promise<Export> {
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
