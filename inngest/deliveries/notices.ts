import { type Asset, findAssets } from "@/db/assets";
import type { BatchRow } from "@/db/batches";
import { callsOf, hasSucceeded } from "@/db/calls";
import type { Delivery } from "@/db/deliveries";
import type { JobRow } from "@/db/jobs";
import { findKeyRow } from "@/db/keys";
import { env } from "@/lib/env";
import type { Notice, Notices } from "@/lib/notices/notice";
import { money } from "@/lib/pricing";
import type { Language } from "@/lib/schemas/notify";
import { assetsIn } from "../jobs/export-output";
import { findWorkflow } from "../registry";
import { batchNotice, shownInBatch } from "./batch-notice";
import { eventOf } from "./event-of";
import { isSeen, picturesOf, type Shown, titleOf } from "./pictures";

/** A delivery, and the job or the batch that it reports. */
export type Report = { delivery: Delivery } & ({ job: JobRow } | { batch: BatchRow });

/** Stills in one message: more would fill mailboxes. */
const mostStills = 6;
/** Milliseconds for all of a message's stills: a notification without one is better than a late one. */
const stillsWithin = 4000;

/** What deliveries say, for the channels that people read. `inline`: the message carries the stills itself. */
export async function noticesOf(reports: Report[], { inline }: { inline: boolean }): Promise<Notices> {
  const key = await findKeyRow(reports[0]?.delivery.keyId ?? "");
  const { language = "en", name: keyName = "" } = key ?? {};
  const signal = inline ? AbortSignal.timeout(stillsWithin) : null;
  let room = mostStills;
  const notices: Notice[] = [];
  const pictures: Promise<Notice["pictures"]>[] = [];
  for (const [i, report] of reports.entries()) {
    notices.push(await noticeOf(report, { language, keyName }));
    const shown = i < mostStills && room > 0 ? (await shownIn(report, room)).slice(0, room) : [];
    room -= shown.length;
    pictures.push(picturesOf(shown, signal));
  }
  const made = await Promise.all(pictures);
  return { language, keyName, notices: notices.map((notice, i) => ({ ...notice, pictures: made[i] ?? [] })) };
}

async function noticeOf(report: Report, reader: { language: Language; keyName: string }): Promise<Notice> {
  const { budget, ended } = report.delivery;
  const event = eventOf(report.delivery);
  const nothing = { model: "", error: null, pictures: [], budget: null, batch: null };
  if (budget) {
    const amounts = { percent: budget.percent, used: money(budget.used), budget: money(budget.budget) };
    const url = `${env().PUBLIC_URL}/settings`;
    return { ...nothing, event, title: reader.keyName, url, budget: amounts };
  }
  if ("batch" in report) {
    const url = `${env().PUBLIC_URL}/batches/${report.batch.id}`;
    return { ...nothing, event, title: "", url, batch: await batchNotice(report.batch, ended) };
  }
  const { job } = report;
  const workflow = findWorkflow(job.model);
  const model = (reader.language === "zh" && workflow?.zh?.title) || workflow?.title || job.model;
  const url = `${env().PUBLIC_URL}/jobs/${job.id}`;
  return { ...nothing, event, title: titleOf(job) ?? model, model, error: ended?.error ?? null, url };
}

/** The pictures to show of a report, at most `room` of a batch. */
async function shownIn(report: Report, room: number): Promise<Shown[]> {
  if (report.delivery.budget) return [];
  if ("batch" in report) return shownInBatch(report.batch, room);
  const asset = await shownAsset(report.delivery, report.job);
  return asset ? [{ title: titleOf(report.job) ?? "", asset }] : [];
}

async function shownAsset({ ended }: Delivery, job: JobRow): Promise<Asset | undefined> {
  const isWaiting = ended?.status === "awaiting_review";
  const ids = isWaiting ? await madeSoFar(job.id) : assetsIn(ended?.output);
  const assets = await findAssets(ids);
  const seen = ids.flatMap((id) => assets.get(id) ?? []).filter(isSeen);
  return isWaiting ? seen.at(-1) : seen[0]; // the newest, or the main one of the result
}

const madeSoFar = async (jobId: string) =>
  (await callsOf([jobId])).filter(hasSucceeded).flatMap(({ output }) => assetsIn(output));
