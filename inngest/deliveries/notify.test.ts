import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { MailServer } from "@/testing/mail-server";
import type { Slack } from "@/testing/slack-server";
import { attempt, look, minuteIsOver, newKey, openNotices, storedPicture } from "./testing/notices";

/** Notifications by e-mail and Slack: a real database and disk, a real SMTP server, and a stand-in for Slack. */

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

type Ending = { prompt?: string; error?: string; picture?: string; owner?: string };

/** The deliveries of a job that has just ended. */
async function told(notify: string[], { prompt = "A boat appears.", error, picture, owner = keyId }: Ending = {}) {
  const { addJob, endJob, findJob } = await import("@/db/jobs");
  const { listDeliveries } = await import("@/db/deliveries");
  const id = uuidv7();
  const options = { prompt };
  await addJob({ id, keyId: owner, model: "next-scene", priority: "normal", input: {}, options, plan: [], notify });
  const job = await findJob(id);
  const output = picture ? { image: `asset:${picture}` } : {};
  const failed = { code: "failed", message: error ?? "", step: null, service: null, retryable: true };
  if (job) await endJob(job, error ? { status: "failed", error: failed } : { status: "completed", output });
  return (await listDeliveries({ jobId: id, limit: 10 })).reverse();
}
const one = async (...given: Parameters<typeof told>) => {
  const [delivery] = await told(...given);
  if (!delivery) throw new Error("The job has no delivery.");
  return delivery;
};
test("an e-mail has the same content as text and HTML, with the still inside and a link to the job", async () => {
  const delivery = await one([`email:${address}`], { picture: await storedPicture(keyId) });
  expect(await attempt(delivery.id)).toEqual({ retryAt: null });
  const [got] = await mails.came(address);
  const { mail, raw } = got ?? { mail: null, raw: "" };
  expect(mail?.subject).toBe("Done: A boat appears.");
  expect(mail?.from).toMatchObject({ name: "Films", address: "films@example.com" });
  expect(mail?.messageId).toBe(`<${delivery.id}@example.com>`);
  const link = `https://films.example.com/jobs/${delivery.jobId}`;
  for (const part of [mail?.text, mail?.html])
    for (const text of ["Done", "A boat appears.", link]) expect(part).toContain(text);
  expect(mail?.html).toContain("Ada&#39;s &lt;films&gt;");
  const [still, ...others] = mail?.attachments ?? [];
  expect(others).toEqual([]);
  expect(mail?.html).toContain(`src="cid:${still?.contentId?.slice(1, -1)}"`);
  const bytes = still?.content instanceof ArrayBuffer ? Buffer.from(still.content) : Buffer.alloc(0);
  expect(await sharp(bytes).metadata()).toMatchObject({ format: "jpeg", width: 640, height: 427 });
  expect(raw).toContain("Auto-Submitted: auto-generated");
  expect(await look(delivery.id)).toMatchObject({
    ...{ status: "delivered", channel: "email", url: `mailto:${address}`, attempts: [{ attempt: 1, status: 250 }] },
  });
});

test("a Chinese key's e-mail is in Chinese", async () => {
  const delivery = await one([`email:${address}`], { owner: await newKey("zh"), error: "显存不足", prompt: "雾散了" });
  await attempt(delivery.id);
  const [got] = await mails.came(address);
  expect(got?.mail.subject).toBe("失败：雾散了");
  for (const part of [got?.mail.text, got?.mail.html])
    for (const text of ["显存不足", "打开任务"]) expect(part).toContain(text);
  expect(got?.mail.html).toContain('lang="zh"');
});

test("a prompt with line breaks and mark-up cannot add headers, tags or mentions", async () => {
  const prompt = "Fog\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script> <!channel>";
  const [mail, message] = await told([`email:${address}`, "slack"], { prompt });
  await attempt(mail?.id ?? "");
  await attempt(message?.id ?? "");
  const [got] = await mails.came(address);
  expect(got?.mail.headers.map(({ key }) => key)).not.toContain("bcc");
  expect(mails.to("victim@example.com")).toEqual([]);
  expect(got?.mail.html).not.toContain("<script>");
  const said = await slack.said("&lt;!channel&gt;");
  expect(JSON.stringify(said)).not.toContain("<!channel>");
});

test("one e-mail a minute and key; the others share the next one, which lists them", async () => {
  const first = await one([`email:${address}`], { prompt: "Scene 1." });
  await attempt(first.id);
  const others = [];
  for (const n of [2, 3, 4]) others.push(await one([`email:${address}`], { prompt: `Scene ${n}.` }));
  const waits = await Promise.all(others.map(({ id }) => attempt(id)));
  expect(mails.to(address)).toHaveLength(1);
  for (const [i, { retryAt }] of waits.entries()) {
    const delivery = await look(others[i]?.id ?? "");
    expect([delivery.status, delivery.attempt, delivery.nextAttemptAt?.toISOString()]).toEqual(["pending", 0, retryAt]);
    expect(Date.parse(retryAt ?? "")).toBeGreaterThan(Date.now());
  }
  await minuteIsOver();
  await Promise.all(others.map(({ id }) => attempt(id)));
  const [, together, ...more] = await mails.came(address, 2);
  expect(more).toEqual([]);
  expect(together?.mail.subject).toBe("Nextscene: 3 notifications");
  for (const { jobId } of others) expect(together?.mail.html).toContain(`/jobs/${jobId}`);
  for (const { id } of others) expect(await look(id)).toMatchObject({ status: "delivered", attempt: 1 });
});

test("another key's e-mails do not wait for this key's minute", async () => {
  const [mine, theirs] = [await one([`email:${address}`]), await one([`email:${address}`], { owner: await newKey() })];
  await attempt(mine.id);
  await attempt(theirs.id);
  expect(await mails.came(address, 2)).toHaveLength(2);
});

test("a mail server's 4xx is retried later, its 5xx is final", async () => {
  mails.refuse(address, { code: 451, message: "Greylisted" }, { code: 550, message: "No such mailbox" });
  const { id } = await one([`email:${address}`]);
  const { retryAt } = await attempt(id);
  expect(Date.parse(retryAt ?? "")).toBeGreaterThan(Date.now());
  const later = await look(id);
  expect([later.status, later.attempts[0]?.status]).toEqual(["pending", 451]);
  expect(later.attempts[0]?.answer).toContain("Greylisted");
  await minuteIsOver();
  expect(await attempt(id)).toEqual({ retryAt: null });
  expect(await look(id)).toMatchObject({ status: "failed", attempts: [{}, { status: 550 }] });
});

test("a refused sign-in is retried, since the operator can mend it, and the password is in no answer", async () => {
  mails.refuseSignIn();
  const { id } = await one([`email:${address}`]);
  await attempt(id);
  const { status, attempts } = await look(id);
  expect([status, attempts[0]?.status]).toEqual(["pending", 535]);
  expect(attempts[0]?.answer).not.toContain(mails.password);
});

test("a mail server that does not answer is given up in time", async () => {
  mails.silence(address);
  const { id } = await one([`email:${address}`]);
  await attempt(id);
  const { status, attempts } = await look(id);
  expect([status, attempts[0]?.status]).toEqual(["pending", null]);
  expect(attempts[0]?.answer).toMatch(/did not finish|ETIMEDOUT/);
});

test("a Slack message has a section, a public still and a link", async () => {
  const delivery = await one(["slack"], {
    picture: await storedPicture(keyId),
    prompt: `A boat & a <lamp> ${people}.`,
  });
  await attempt(delivery.id);
  const message = await slack.said(delivery.jobId);
  expect(message.text).toBe(`Done: A boat &amp; a &lt;lamp&gt; ${people}.`);
  expect(message.blocks).toMatchObject([
    { type: "section", text: { text: expect.stringContaining(`<https://films.example.com/jobs/${delivery.jobId}|`) } },
    { type: "image", image_url: expect.stringMatching(/^https:\/\/films\.example\.com\/files\/.+-thumbnail\.jpg\?/) },
    { type: "context" },
  ]);
});

test("when Slack cannot fetch the still, the message is sent without it", async () => {
  slack.answer({ status: 400, body: "invalid_blocks" });
  const delivery = await one(["slack"], { picture: await storedPicture(keyId) });
  await attempt(delivery.id);
  const message = await slack.said(delivery.jobId);
  expect(message.blocks.map(({ type }) => type)).toEqual(["section", "context"]);
  expect(await look(delivery.id)).toMatchObject({ status: "delivered" });
});

test("200 long notifications at once make one Slack message and one e-mail that both are accepted", async () => {
  await attempt((await one([`email:${address}`])).id);
  const text = "&".repeat(5000);
  const all = [];
  for (let i = 0; i < 200; i++) all.push(await told([`email:${address}`, "slack"], { prompt: text, error: text }));
  await minuteIsOver();
  const before = slack.got().length;
  for (const delivery of all[0] ?? []) await attempt(delivery.id);
  const states = await Promise.all(all.flat().map(({ id }) => look(id)));
  expect(states.filter(({ status }) => status !== "delivered").length).toBe(0);
  expect(slack.got().length).toBe(before + 1);
  expect(slack.got().at(-1)?.text).toBe("Nextscene: 200 notifications");
  const [, got] = await mails.came(address, 2);
  expect(got?.mail.subject).toBe("Nextscene: 200 notifications");
});

test.each([
  [404, "no_service"],
  [403, "action_prohibited"],
  [410, "channel_is_archived"],
])("Slack's %i %s stops", async (status, body) => {
  slack.answer({ status, body });
  const { id } = await one(["slack"]);
  expect(await attempt(id)).toEqual({ retryAt: null });
  expect(await look(id)).toMatchObject({ status: "failed", attempts: [{ status, answer: body }] });
});

test("Slack's 429 is retried, not before its Retry-After", async () => {
  slack.answer({ status: 429, body: "rate_limited", headers: { "retry-after": "9" } });
  const { id } = await one(["slack"]);
  const from = Date.now();
  const { retryAt } = await attempt(id);
  expect(Date.parse(retryAt ?? "")).toBeGreaterThanOrEqual(from + 9000);
  await minuteIsOver();
  await attempt(id);
  expect(await look(id)).toMatchObject({ status: "delivered", attempt: 2 });
});

test("a failing message counts once against its place, however many it carries", async () => {
  const { listOrigins } = await import("@/db/webhook-origins");
  mails.refuse(address, { code: 451, message: "Busy" });
  const all = [];
  for (let i = 0; i < 120; i++) all.push(await one([`email:${address}`]));
  await attempt(all[0]?.id ?? "");
  expect(await listOrigins(keyId, { limit: 10 })).toMatchObject([{ origin: `mailto:${address}`, failures: 1 }]);
});

test("a cancelled job notifies no one", async () => {
  const { addJob, cancelJob, endJob, findJob } = await import("@/db/jobs");
  const { listDeliveries } = await import("@/db/deliveries");
  const id = uuidv7();
  const nothing = { input: {}, options: {}, plan: [] };
  await addJob({ id, keyId, model: "next-scene", priority: "normal", notify: ["slack"], ...nothing });
  const job = await findJob(id);
  if (job) await cancelJob(job);
  const stopping = await findJob(id);
  if (stopping) await endJob(stopping, { status: "cancelled" });
  expect([(await findJob(id))?.status, await listDeliveries({ jobId: id, limit: 10 })]).toEqual(["cancelled", []]);
});
