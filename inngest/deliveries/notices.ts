import { readFile, rm } from "node:fs/promises";
import { type Asset, findAssets } from "@/db/assets";
import { callsOf, hasSucceeded } from "@/db/calls";
import type { Delivery } from "@/db/deliveries";
import type { JobRow } from "@/db/jobs";
import { findKeyRow } from "@/db/keys";
import { env } from "@/lib/env";
import { thumbnail } from "@/lib/media";
import type { Notice, Notices } from "@/lib/notices/notice";
import { money } from "@/lib/pricing";
import type { Language } from "@/lib/schemas/notify";
import { store } from "@/lib/storage/current";
import { jpegThumbnailUrl } from "@/lib/storage/file-url";
import { assetsIn } from "../jobs/export-output";
import { findWorkflow } from "../registry";
import { eventOf } from "./event-of";

/** A delivery and the job it reports. */
export type Report = { delivery: Delivery; job: JobRow };

/** Stills in one message, and their size in bytes: more would fill mailboxes. */
const mostStills = 6;
const mostStillBytes = 300_000;
const stillWidth = 640;
/** Milliseconds for all of a message's stills: a notification without one is better than a late one. */
const stillsWithin = 4000;

/** What deliveries say, for the channels that people read. `inline`: the message carries the stills itself. */
export async function noticesOf(reports: Report[], { inline }: { inline: boolean }): Promise<Notices> {
  const key = await findKeyRow(reports[0]?.delivery.keyId ?? "");
  const { language = "en", name: keyName = "" } = key ?? {};
  const signal = AbortSignal.timeout(stillsWithin);
  const notices = await Promise.all(
    reports.map(async (report, i) => {
      const notice = noticeOf(report, { language, keyName });
      if (notice.budget || i >= mostStills) return notice;
      return { ...notice, picture: await pictureOf(report, inline ? signal : null) };
    }),
  );
  return { language, keyName, notices };
}

function noticeOf({ delivery, job }: Report, reader: { language: Language; keyName: string }): Notice {
  const { budget, ended } = delivery;
  if (budget) {
    const amounts = { percent: budget.percent, used: money(budget.used), budget: money(budget.budget) };
    const url = `${env().PUBLIC_URL}/settings`;
    return { event: "budget", title: reader.keyName, model: "", error: null, url, picture: null, budget: amounts };
  }
  const workflow = findWorkflow(job.model);
  const model = (reader.language === "zh" && workflow?.zh?.title) || workflow?.title || job.model;
  const event = eventOf(delivery);
  const url = `${env().PUBLIC_URL}/jobs/${job.id}`;
  return { event, title: titleOf(job, model), model, error: ended?.error ?? null, url, picture: null, budget: null };
}

/** The caller's prompt, or the first text among the options; else the model's title. */
function titleOf({ options }: JobRow, model: string): string {
  const texts = [options.prompt, ...Object.values(options)].filter((value) => typeof value === "string");
  return texts.find((text) => text.trim() !== "") ?? model;
}

/** A still of what a job has made. `signal`: with the bytes, unless they take longer. */
async function pictureOf({ delivery, job }: Report, signal: AbortSignal | null): Promise<Notice["picture"]> {
  const asset = await shownAsset(delivery, job);
  if (!asset) return null;
  const isPublic = env().PUBLIC_URL.startsWith("https:");
  return { jpeg: signal && (await still(asset, signal)), url: isPublic ? jpegThumbnailUrl(asset) : null };
}

async function shownAsset({ ended }: Delivery, job: JobRow): Promise<Asset | undefined> {
  const ids = ended?.status === "awaiting_review" ? await madeSoFar(job.id) : assetsIn(ended?.output);
  const assets = await findAssets(ids);
  const isSeen = ({ type, contentType }: Asset) => ["image", "video"].includes(type) || contentType === "image/gif";
  return ids.flatMap((id) => assets.get(id) ?? []).findLast(isSeen);
}

const madeSoFar = async (jobId: string) =>
  (await callsOf([jobId])).filter(hasSucceeded).flatMap(({ output }) => assetsIn(output));

/** A JPEG of an image or video; null when it cannot be made in time. */
async function still(asset: Asset, signal: AbortSignal): Promise<Buffer | null> {
  const to = store().tempPath("jpg");
  try {
    await store().withLocalFile(asset.storageKey, (path) => thumbnail(path, to, { width: stillWidth, signal }));
    const jpeg = await readFile(to);
    return jpeg.length <= mostStillBytes ? jpeg : null;
  } catch {
    return null; // the message says the same without a picture
  } finally {
    await rm(to, { force: true });
  }
}
