import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MailServer } from "@/testing/mail-server";
import type { Slack } from "@/testing/slack-server";
import { attempt, look, minuteIsOver, newKey, openNotices, storedPicture } from "./testing/notices";

/** The messages of whole batches: a real database and disk, a real SMTP server, and a stand-in for Slack. */

let mails: MailServer;
let slack: Slack;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ mails, slack, close } = await openNotices());
});
afterAll(() => close());

let keyId = "";
let address = "";
let people = 0;
beforeEach(async () => {
  people += 1;
  address = `person${people}@example.com`;
  keyId = await newKey();
});

type Item = { prompt: string; picture?: string; error?: string; cancelled?: boolean };

async function addedBatch(notify: string[], items: Item[], own: { keyId?: string; webhookUrl?: string } = {}) {
  const { addBatch } = await import("@/db/batch-writing");
  const id = uuidv7();
  const batch = { id, keyId, strategy: "parallel" as const, onFailure: "continue" as const, notify, ...own };
  const jobs = items.map(({ prompt }) => ({
    ...{ id: uuidv7(), model: "qwen-edit", priority: "normal" as const, input: {}, options: { prompt }, plan: [] },
  }));
  await addBatch({ ...batch, total: items.length, maxConcurrent: items.length }, jobs, {
    limits: { requestsPerMinute: 1000, concurrentJobs: null, dailyBudget: null },
  });
  return id;
}

/** The deliveries of a batch whose jobs have just ended. */
async function toldOfBatch(notify: string[], items: Item[], owner = keyId) {
  const { findBatch, moveBatch } = await import("@/db/batches");
  const { listItems } = await import("@/db/batch-items");
  const { endJob, cancelJob, findJob } = await import("@/db/jobs");
  const { listDeliveries } = await import("@/db/deliveries");
  const id = await addedBatch(notify, items, { keyId: owner });
  for (const [i, job] of (await listItems({ batchId: id, limit: 100 })).entries()) {
    const { picture, error, cancelled } = items[i] ?? { prompt: "" };
    if (cancelled) await cancelJob(job);
    const now = (await findJob(job.id)) ?? job;
    const failed = { code: "failed", message: error ?? "", step: null, service: null, retryable: true };
    const output = picture ? { image: `asset:${picture}` } : {};
    if (cancelled) await endJob(now, { status: "cancelled" });
    else await endJob(now, error ? { status: "failed", error: failed } : { status: "completed", output });
  }
  const row = await findBatch(id);
  expect(row && (await moveBatch(row))).toEqual([]); // the last job has finished it
  return { id, deliveries: (await listDeliveries({ jobId: id, limit: 10 })).reverse() };
}

/** The deliveries of a single job of the same key. */
async function endedJob(prompt: string) {
  const { addJob, endJob, findJob } = await import("@/db/jobs");
  const { listDeliveries } = await import("@/db/deliveries");
  const id = uuidv7();
  const notify = [`email:${address}`];
  const nothing = { input: {}, plan: [], priority: "normal" as const };
  await addJob({ id, keyId, model: "qwen-edit", options: { prompt }, notify, ...nothing });
  const job = await findJob(id);
  if (job) await endJob(job, { status: "completed", output: {} });
  return listDeliveries({ jobId: id, limit: 10 });
}

describe("a batch", () => {
  test("sends its counts, its cost, the first failure, up to six stills and a link", async () => {
    const picture = await storedPicture(keyId);
    const made = Array.from({ length: 8 }, (_, i) => ({ prompt: `Scene ${i + 1} & more.`, picture }));
    const items = [...made, { prompt: "Rain", error: "Out of memory" }, { prompt: "Snow", cancelled: true }];
    const { id, deliveries } = await toldOfBatch([`email:${address}`, "slack"], items);
    expect(deliveries).toMatchObject([
      { batchId: id, channel: "email", status: "pending" },
      { batchId: id, channel: "slack", status: "pending" },
    ]);
    for (const { id } of deliveries) expect(await attempt(id)).toEqual({ retryAt: null });
    const [got] = await mails.came(address);
    const counts = "8 of 10 completed, 1 failed, 1 cancelled";
    expect(got?.mail.subject).toBe(`Batch ended with failures: ${counts}`);
    for (const part of [got?.mail.text, got?.mail.html])
      for (const text of [counts, "Cost: $0.00.", "Item 9: Out of memory", `https://films.example.com/batches/${id}`])
        expect(part).toContain(text);
    // A busy machine may not make all stills in time.
    const stills = got?.mail.attachments ?? [];
    expect(stills.length).toBeLessThanOrEqual(6);
    for (const { contentId } of stills) expect(got?.mail.html).toContain(`src="cid:${contentId?.slice(1, -1)}"`);
    const message = await slack.said(`/batches/${id}|`);
    expect(message.text).toBe(got?.mail.subject);
    const shown = message.blocks.flatMap((block) => (block.type === "image" ? [block.alt_text] : []));
    expect(shown).toEqual(made.slice(0, 6).map(({ prompt }) => prompt));
    expect(await look(deliveries[0]?.id ?? "")).toMatchObject({ status: "delivered", attempt: 1 });
  });

  test("says it in Chinese for a Chinese key, and shows its stills in Slack", async () => {
    const picture = await storedPicture(keyId);
    const items = [1, 2].map((n) => ({ prompt: `第${n}幕 ${people}`, picture }));
    const { id, deliveries } = await toldOfBatch([`email:${address}`, "slack"], items, await newKey("zh"));
    for (const one of deliveries) await attempt(one.id);
    const [got] = await mails.came(address);
    expect(got?.mail.subject).toBe("批次已完成：已完成 2/2");
    for (const part of [got?.mail.text, got?.mail.html])
      for (const text of ["费用：$0.00。", "打开批次"]) expect(part).toContain(text);
    const message = await slack.said(`/batches/${id}|`);
    expect(message.blocks).toMatchObject([
      { type: "section", text: { text: expect.stringContaining("已完成 2/2") } },
      { type: "image", alt_text: `第1幕 ${people}` },
      { type: "image", alt_text: `第2幕 ${people}` },
      { type: "context" },
    ]);
  });

  test("shares a message with jobs that ended in the same minute", async () => {
    const before = await toldOfBatch([`email:${address}`], [{ prompt: "Before." }]);
    await attempt(before.deliveries[0]?.id ?? "");
    const job = await endedJob("A single job.");
    const { id, deliveries } = await toldOfBatch([`email:${address}`], [{ prompt: "An item." }]);
    await minuteIsOver();
    await attempt(deliveries[0]?.id ?? "");
    const [, together] = await mails.came(address, 2);
    expect(together?.mail.subject).toBe("Nextscene: 2 notifications");
    for (const text of ["A single job.", "1 of 1 completed", `/batches/${id}`]) {
      expect(together?.mail.html).toContain(text);
    }
    for (const { id } of [...job, ...deliveries])
      expect(await look(id)).toMatchObject({ status: "delivered", attempt: 1 });
  });

  test("that a person cancelled notifies no one, but sends its webhook", async () => {
    const { stopBatch, findBatch } = await import("@/db/batches");
    const { heldJobsOf, startedJobsOf } = await import("@/db/batch-items");
    const { cancelJob, endJob, findJob } = await import("@/db/jobs");
    const { listDeliveries } = await import("@/db/deliveries");
    const webhookUrl = "https://example.com/done";
    const id = await addedBatch(["slack", `email:${address}`], [{ prompt: "Fog" }, { prompt: "Rain" }], { webhookUrl });
    const reason = { code: "batch_cancelled", message: "", step: null, service: null, retryable: true };
    const batch = await findBatch(id);
    if (batch) await stopBatch(batch, reason);
    for (const job of [...(await startedJobsOf(id)), ...(await heldJobsOf(id))]) {
      await cancelJob(job);
      await endJob((await findJob(job.id)) ?? job, { status: "cancelled" });
    }
    expect((await findBatch(id))?.finishedAt).not.toBeNull();
    expect(await listDeliveries({ jobId: id, limit: 10 })).toMatchObject([{ channel: "webhook", url: webhookUrl }]);
  });
});
