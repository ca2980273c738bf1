import { createClient } from "@libsql/client";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { type Batch, batchSchema } from "@/lib/schemas/batch";
import type { Delivery } from "@/lib/schemas/delivery";
import { type Job, problemSchema } from "@/lib/schemas/job";
import { newKeySchema } from "@/lib/schemas/key";
import { notificationsSchema, notificationTestSchema } from "@/lib/schemas/notify";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { type MailServer, startMailServer } from "../mail-server";
import { type Slack, startSlack } from "../slack-server";

/** Notifications through the public API of a real app: a real SMTP server, and a stand-in for Slack. */

let mails: MailServer;
let slack: Slack;
let testApp: TestApp;
let admin: Caller;
beforeAll(async () => {
  [mails, slack] = await Promise.all([startMailServer(), startSlack()]);
  testApp = await startApp({
    ...{ SANDBOX_INSTANT: "1", RECONCILE_SECONDS: "1", QWEN_EDIT_PRICE: "0.2" },
    ...{ SMTP_URL: mails.url, MAIL_FROM: "films@example.com", SLACK_WEBHOOK_URL: slack.url },
  });
  admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
});
afterAll(async () => {
  await testApp?.close();
  slack?.close();
  await mails?.close();
});

let people = 0;
let address = "";
beforeEach(() => {
  people += 1;
  address = `person${people}@example.com`;
});

/** A caller with its own key and a picture. */
async function customer(wanted: Record<string, unknown> = {}) {
  const made = newKeySchema.parse(
    await (await admin.post("/v1/keys", { name: `customer ${people}`, ...wanted })).json(),
  );
  const api = { ...testApp.api, key: made.key };
  const caller = callerOf(testApp, made.key);
  const input = [{ type: "image", url: await upload(api, sample) }];
  let takes = 0;
  const submit = async (changes: Record<string, unknown> = {}): Promise<Job> => {
    takes += 1;
    const body = { model: "qwen-edit", input, options: { prompt: `A lamp, take ${takes} of ${people}.` }, ...changes };
    const response = await caller.post("/v1/generate", body);
    expect(response.status, await response.clone().text()).toBe(202);
    return response.json();
  };
  return {
    ...{ made, caller, input, submit },
    ended: async (changes?: Record<string, unknown>) => follow(api, await submit(changes), () => {}),
    deliveries: async (job: Job): Promise<Delivery[]> =>
      (await (await caller.get(`/v1/jobs/${job.id}/deliveries`)).json()).data,
  };
}
type Customer = Awaited<ReturnType<typeof customer>>;

const untilDelivered = ({ deliveries }: Customer, job: Job) =>
  vi.waitFor(async () => {
    const all = await deliveries(job);
    expect(all.map(({ status }) => status)).toEqual(all.map(() => "delivered"));
    return all;
  }, 120_000);

/** Ends the minute in which a key sends no further message. The reconciler takes up the deliveries that are overdue. */
async function minuteIsOver() {
  const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
  const isNotice = "channel <> 'webhook' and status = 'pending'";
  await client.executeMultiple(
    `update request_minutes set ends_at = 0; update deliveries set next_attempt_at = 1 where ${isNotice};`,
  );
  client.close();
}

describe("a job", () => {
  test("notifies whom it names when it completes, and the log shows each channel", async () => {
    const one = await customer();
    const job = await one.ended({ notify: [`email:${address}`, "slack"] });
    expect(job.notify).toEqual([`email:${address}`, "slack"]);
    const [got] = await mails.came(address);
    expect(got?.mail.subject).toBe(`Done: A lamp, take 1 of ${people}.`);
    expect(got?.mail.attachments).toMatchObject([{ mimeType: "image/jpeg", disposition: "inline" }]);
    expect(got?.mail.html).toContain(job.urls.web);
    const message = await slack.said(job.urls.web);
    expect(message.blocks.map(({ type }) => type)).toEqual(["section", "context"]); // `PUBLIC_URL` is not public
    expect(await untilDelivered(one, job)).toMatchObject([
      { channel: "slack", event: "completed", url: "slack:", lastAttempt: { status: 200, answer: "ok" } },
      { channel: "email", event: "completed", url: `mailto:${address}`, lastAttempt: { status: 250 } },
    ]);
  });

  test("that fails says why", async () => {
    const one = await customer();
    const options = { prompt: "A lamp. [fault:qwen-edit:fail=Out of memory]" };
    const job = await one.ended({ notify: [`email:${address}`], options });
    expect(job.status).toBe("failed");
    const [got] = await mails.came(address);
    expect(got?.mail.subject).toMatch(/^Failed: /);
    expect(got?.mail.text).toContain(job.error?.message);
    expect(await untilDelivered(one, job)).toMatchObject([{ event: "failed" }]);
  });

  test("that waits for a review asks for it", async () => {
    const one = await customer();
    const options = { prompt: "The fog lifts.", duration: 3 };
    const job = await one.submit({ model: "next-scene", options, review: true, notify: [`email:${address}`] });
    const [got] = await mails.came(address);
    expect(got?.mail.subject).toBe("Waiting for your review: The fog lifts.");
    expect(got?.mail.html).toContain(job.urls.web);
    expect(await untilDelivered(one, job)).toMatchObject([{ event: "awaiting_review" }]);
  });

  test("sends the same message again on a replay, after its minute", async () => {
    const one = await customer();
    const job = await one.ended({ notify: [`email:${address}`] });
    await mails.came(address);
    const [delivery] = await untilDelivered(one, job);
    expect((await one.caller.post(`/v1/deliveries/${delivery?.id}/replay`)).status).toBe(202);
    await minuteIsOver();
    const [first, second] = await mails.came(address, 2);
    expect(second?.mail.messageId).toBe(first?.mail.messageId);
  });
});

describe("a key", () => {
  test("notifies of jobs that name no one, in its language", async () => {
    const one = await customer();
    const change = { notify: [`email:${address}`], language: "zh" };
    const changed = await one.caller.send("PATCH", "/v1/notifications", change);
    expect(notificationsSchema.parse(await changed.json())).toMatchObject(change);
    const silent = await one.ended({ notify: [] });
    const job = await one.ended();
    const [got, ...others] = await mails.came(address);
    expect([got?.mail.subject, others]).toEqual([`已完成：A lamp, take 2 of ${people}.`, []]);
    expect([silent.notify, await one.deliveries(silent)]).toEqual([[], []]);
    expect(job.notify).toEqual(change.notify);
  });

  test("has its notifications from an admin as well, and shows them", async () => {
    const { made, caller } = await customer({ notify: ["slack"], language: "zh" });
    const shown = notificationsSchema.parse(await (await caller.get("/v1/notifications")).json());
    expect(shown).toEqual({
      ...{ object: "notifications", notify: ["slack"], language: "zh" },
      channels: ["email", "slack"].map((id) => ({ id, configured: true, missing: [] })),
    });
    const changed = await admin.send("PATCH", `/v1/keys/${made.id}`, { notify: [] });
    expect(await changed.json()).toMatchObject({ notify: [], language: "zh", name: made.name });
  });

  test("notifies of 80% and of 100% of its daily budget, once each", async () => {
    const one = await customer({ notify: [`email:${address}`], limits: { dailyBudget: 1 } });
    const quiet = { notify: [], cache: false };
    for (let i = 0; i < 4; i++) await one.ended(quiet);
    const [most] = await mails.came(address);
    expect(most?.mail.subject).toBe(`80% of today's budget is used: customer ${people}`);
    expect(most?.mail.text).toContain("$0.80 of $1.00");
    await one.ended(quiet);
    await vi.waitFor(async () => {
      const { data } = await (await one.caller.get("/v1/deliveries?status=pending")).json();
      expect(data).toMatchObject([{ event: "budget", channel: "email" }]);
    }, 120_000);
    await minuteIsOver();
    const [, all] = await mails.came(address, 2);
    expect(all?.mail.subject).toBe(`100% of today's budget is used: customer ${people}`);
    expect(all?.mail.html).toContain("/settings");
    const { data } = await (await one.caller.get("/v1/deliveries")).json();
    expect(data.map(({ event }: Delivery) => event)).toEqual(["budget", "budget"]);
  });
});

describe("a test message", () => {
  test("returns the answer, and is one of the key's messages of this minute", async () => {
    const { caller } = await customer();
    const tested = await caller.post("/v1/notifications/test", { to: `email:${address}` });
    expect(notificationTestSchema.parse(await tested.json())).toMatchObject({ delivered: true, status: 250 });
    expect(await mails.came(address)).toHaveLength(1);
    const again = await caller.post("/v1/notifications/test", { to: `email:${address}` });
    expect([again.status, Number(again.headers.get("retry-after")) > 0]).toEqual([429, true]);
    const other = await caller.post("/v1/notifications/test", { to: "slack" });
    expect(await other.json()).toMatchObject({ delivered: true, status: 200, answer: "ok" });
  });

  test("that is refused says so in the server's words", async () => {
    mails.refuse(address, { code: 550, message: "No such mailbox" });
    const { caller } = await customer();
    const tested = await caller.post("/v1/notifications/test", { to: `email:${address}` });
    const { delivered, status, answer } = await tested.json();
    expect([delivered, status, answer]).toEqual([false, 550, expect.stringContaining("No such mailbox")]);
  });
});

describe("a batch", () => {
  const requestsOf = ({ input }: Customer, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ model: "qwen-edit", input, options: { prompt: `A lamp, row ${i + 1} of ${people}.` } },
    }));
  const created = async (response: Response): Promise<Batch> => {
    expect([response.status, response.ok ? "" : await response.clone().text()]).toEqual([202, ""]);
    return batchSchema.strict().parse(await response.json());
  };
  const deliveriesOf = async ({ caller }: Customer, { id }: Batch): Promise<Delivery[]> =>
    (await (await caller.get(`/v1/batches/${id}/deliveries`)).json()).data;

  test("notifies whom its key names once, in one message for all its jobs, which can be sent again", async () => {
    const one = await customer({ notify: [`email:${address}`], language: "zh" });
    const batch = await created(await one.caller.post("/v1/batches", { requests: requestsOf(one, 3) }));
    expect(batch.notify).toEqual([`email:${address}`]);
    const [got, ...others] = await mails.came(address);
    expect([got?.mail.subject, others]).toEqual(["批次已完成：已完成 3/3", []]);
    expect(got?.mail.html).toContain(batch.urls.web);
    expect(got?.mail.html).toContain("费用：$0.60。");
    const [delivery, ...more] = await vi.waitFor(async () => {
      const all = await deliveriesOf(one, batch);
      expect(all).toMatchObject([{ status: "delivered", lastAttempt: { status: 250 } }]);
      return all;
    }, 120_000);
    expect([delivery, more]).toMatchObject([{ jobId: null, batchId: batch.id, event: "completed" }, []]);
    const { data } = await (await one.caller.get("/v1/deliveries")).json();
    expect(data.map(({ id }: Delivery) => id)).toEqual([delivery?.id]);
    expect((await one.caller.post(`/v1/deliveries/${delivery?.id}/replay`)).status).toBe(202);
    await minuteIsOver();
    const [first, second] = await mails.came(address, 2);
    expect(second?.mail.messageId).toBe(first?.mail.messageId);
  });

  test("notifies its own recipients instead, also when it is uploaded as a list; an empty list is no one", async () => {
    const one = await customer({ notify: ["slack"] });
    const own = await created(
      await one.caller.post("/v1/batches", { requests: requestsOf(one, 1), notify: [`email:${address}`] }),
    );
    await mails.came(address);
    expect((await deliveriesOf(one, own)).map(({ channel }) => channel)).toEqual(["email"]);
    const csv = `image,prompt\n${one.input[0]?.url},"A lamp, uploaded by ${people}."\n`;
    const upload = (notify: string) =>
      one.caller.send("POST", `/v1/batches?model=qwen-edit&notify=${notify}`, csv, { "content-type": "text/csv" });
    const listed = await created(await upload(`email:${address},slack`));
    expect(listed.notify).toEqual([`email:${address}`, "slack"]);
    expect((await slack.said(listed.urls.web)).text).toBe("Batch done: 1 of 1 completed");
    expect((await created(await upload(""))).notify).toEqual([]);
    const wrong = await upload("sms:+49123");
    expect([wrong.status, (await wrong.json()).errors[0].pointer]).toEqual([400, "?notify.0"]);
  });
});

const six = Array.from({ length: 6 }, (_, i) => `email:me${i}@example.com`);
const wrong: [string, unknown, string][] = [
  ["a line break in an address", ["email:me@example.com\r\nBcc: you@example.com"], "/notify/0"],
  ["two addresses in one", ["email:me@example.com,you@example.com"], "/notify/0"],
  ["no address", ["email:"], "/notify/0"],
  ["a channel without its address", ["slack", "email"], "/notify/1"],
  ["an unknown channel", ["sms:+49123"], "/notify/0"],
  ["a name of every object", ["constructor:x"], "/notify/0"],
  ["an address for Slack", ["slack:#films"], "/notify/0"],
  ["too many", six, "/notify"],
  ["one twice", ["email:me@example.com", "email:ME@example.com"], "/notify"],
  ["no list", "slack", "/notify"],
  ["a number", [1], "/notify/0"],
];

test.each(wrong)(
  "%s is refused by jobs, batches and keys, naming the field, and nothing is stored",
  async (_, notify, pointer) => {
    const { caller, input, made } = await customer();
    const body = { model: "qwen-edit", input, options: { prompt: "A lamp." }, notify };
    const answers = [
      await caller.post("/v1/generate", body),
      await caller.post("/v1/generate?dry_run=true", body),
      await caller.post("/v1/batches", { requests: [{ ...body, notify: [] }], notify }),
      await caller.send("PATCH", "/v1/notifications", { notify }),
      await admin.send("PATCH", `/v1/keys/${made.id}`, { notify }),
      await admin.post("/v1/keys", { name: "wrong", notify }),
    ];
    for (const answer of answers) {
      const { code, errors } = problemSchema.parse(await answer.json());
      expect([answer.status, code, errors[0]?.pointer]).toEqual([400, "invalid_request", pointer]);
    }
    expect((await (await caller.get("/v1/jobs")).json()).data).toEqual([]);
    expect(await (await caller.get("/v1/notifications")).json()).toMatchObject({ notify: [] });
  },
);

describe("without a mail server and Slack", () => {
  let bare: TestApp;
  beforeAll(async () => {
    bare = await startApp({ SANDBOX_INSTANT: "1", SMTP_URL: mails.url });
  });
  afterAll(() => bare?.close());

  test.each([
    [`email:me@example.com`, "MAIL_FROM"],
    ["slack", "SLACK_WEBHOOK_URL"],
  ])("%s is refused with the setting that is missing", async (target, setting) => {
    const caller = callerOf(bare, bare.api.key);
    const input = [{ type: "image", url: await upload(bare.api, sample) }];
    const body = { model: "qwen-edit", input, options: { prompt: "A lamp." }, notify: [target] };
    for (const answer of [
      await caller.post("/v1/generate", body),
      await caller.post("/v1/batches", { requests: [{ ...body, notify: [] }], notify: [target] }),
      await caller.send("PATCH", "/v1/notifications", { notify: [target] }),
      await caller.post("/v1/notifications/test", { to: target }),
    ]) {
      expect([answer.status, problemSchema.parse(await answer.json()).detail]).toEqual([
        ...[400, expect.stringContaining(`needs ${setting}.`)],
      ]);
    }
    const { channels } = notificationsSchema.parse(await (await caller.get("/v1/notifications")).json());
    expect(channels.flatMap(({ missing }) => missing)).toEqual(["MAIL_FROM", "SLACK_WEBHOOK_URL"]);
  });
});
