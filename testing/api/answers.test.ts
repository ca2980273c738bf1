import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { type Job, problemSchema } from "@/lib/schemas/job";
import { sandboxOf } from "../sandbox-admin";
import { openWebhookApp, type WebhookApp } from "../webhook-app";

/** The route for the services' webhooks: a refused request leaves no trace, and an accepted one counts once. */

let open: WebhookApp;
/** The webhook body of completed work. */
let truth: Record<string, unknown>;

beforeAll(async () => {
  open = await openWebhookApp();
  const { job, callId } = await started("");
  await follow(open.testApp.api, job, () => {});
  const [answer] = await open.database("select body from inbox where call_id = ?", [callId]);
  truth = JSON.parse(String(answer?.body));
});
afterAll(() => open?.close());

let takes = 0;

/** A job whose service has accepted its only call and stays silent unless a fault changes that. */
async function started(fault = "[fault:no-webhook]") {
  takes += 1;
  const words = `Answer ${takes} of the dandelion.`;
  const input = [{ type: "image", url: open.picture }];
  const job = await generate(open.testApp.api, { model: "qwen-edit", input, options: { prompt: `${words} ${fault}` } });
  const submit = await vi.waitFor(async () => {
    const found = (await sandboxOf(open.testApp).submits()).find(({ prompt }) => prompt.startsWith(words));
    expect(found).toBeDefined();
    return found;
  }, 120_000);
  const url = submit?.webhookUrl ?? "";
  const callId = url.split("/").at(-2) ?? "";
  return { job, url, callId, kept: () => open.database("select * from inbox where call_id = ? order by id", [callId]) };
}
type Started = Awaited<ReturnType<typeof started>>;

type Sent = string | Uint8Array<ArrayBuffer> | ReadableStream;
const send = (url: string, body: Sent) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" } as RequestInit);
const ended = ({ job }: Started): Promise<Job> => follow(open.testApp.api, job, () => {});
const everything = () => open.database("select count(*) as answers from inbox");

/** A body in chunks, so that it is sent without a length. */
const withoutLength = (text: string) =>
  Readable.toWeb(Readable.from(text.match(/[\s\S]{1,65536}/g) ?? [])) as ReadableStream;

/** The correct answer still ends the job, whatever came before it. */
async function stillEnds(one: Started): Promise<void> {
  expect((await send(one.url, JSON.stringify(truth))).status).toBe(200);
  expect(await ended(one)).toMatchObject({ status: "completed", steps: [{ status: "succeeded" }] });
}

const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

describe("refused requests", () => {
  test("a wrong, foreign, shortened or missing token and an unknown call give the same 404, and nothing is stored", async () => {
    const [one, another] = await Promise.all([started(), started()]);
    const token = one.url.split("/").at(-1) ?? "";
    const base = one.url.slice(0, -token.length);
    const foreign = another.url.split("/").at(-1);
    const off = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    const unknown = one.url.replace(one.callId, "01a20714-0a7b-7635-89f6-245feb21084c");
    const wrong = [`${base}${off}`, `${base}${foreign}`, `${base}${token.slice(0, -1)}`, `${base}${token}A`, unknown];
    const odd = [`${base}%00`, `${base}${"x".repeat(4000)}`, one.url.replace(one.callId, "..%2f..")];
    const before = await everything();
    const said = new Set<string>();
    for (const url of [...wrong, ...odd]) {
      const response = await send(url, JSON.stringify({ ...truth, status: "failed", error: "forged" }));
      expect(response.status, url).toBe(404);
      said.add(problemSchema.parse(await response.json()).detail);
    }
    expect((await send(base, "{}")).status).toBe(404);
    expect([...said]).toEqual(["Call not found."]);
    expect(await everything()).toEqual(before);
    for (const call of [one, another]) await stillEnds(call);
  });

  test("ten megabytes with a wrong token are a 404, with or without a length", async () => {
    const one = await started();
    const wrong = `${one.url.slice(0, -4)}AAAA`;
    const huge = `{"status":"completed","padding":"${"x".repeat(10_000_000)}"}`;
    for (const body of [huge, withoutLength(huge)]) expect((await send(wrong, body)).status).toBe(404);
    expect(await one.kept()).toEqual([]);
    await stillEnds(one);
  });
});

describe("an unreadable answer", () => {
  const huge = `{"status":"completed","padding":"${"x".repeat(20_000_000)}"}`;
  const badLetters = [...Buffer.from('{"error":"'), 0xff, 0xfe, ...Buffer.from('"}')];
  const bodies: [string, () => Sent][] = [
    ["twenty megabytes", () => huge],
    ["twenty megabytes without a length", () => withoutLength(huge)],
    ["100,000 nested arrays", () => nested],
    ["a failure in invalid UTF-8", () => Uint8Array.from(badLetters)],
    ["a web page", () => "<html>502</html>"],
    ["an array", () => "[]"],
    ["null", () => "null"],
    ["nothing", () => ""],
  ];
  test("is accepted and stored up to a megabyte, and the call continues", async () => {
    const one = await started();
    for (const [what, body] of bodies) expect((await send(one.url, body())).status, what).toBe(200);
    const kept = await one.kept();
    expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(["unreadable"]));
    expect(Math.max(...kept.map(({ body }) => String(body).length))).toBeLessThan(1_500_000);
    await stillEnds(one);
  });

  test("fills at most ten rows, however many different ones arrive", async () => {
    const one = await started();
    for (let i = 0; i < 15; i++) expect((await send(one.url, `<html>${i}</html>`)).status).toBe(200);
    expect((await one.kept()).length).toBe(10);
    await stillEnds(one);
  });
});

describe("accepted requests", () => {
  test("an answer without a length counts like one with a length", async () => {
    const one = await started();
    expect((await send(one.url, withoutLength(JSON.stringify(truth)))).status).toBe(200);
    expect((await ended(one)).status).toBe("completed");
  });

  test("`__proto__` and `constructor` in an answer have no effect", async () => {
    const one = await started();
    const forged = '{"__proto__":{"status":"failed","error":"forged"},"constructor":{"prototype":{"status":"failed"}}}';
    expect((await send(one.url, forged)).status).toBe(200);
    await stillEnds(one);
    const later = await started();
    await stillEnds(later);
  });

  test.each(["status", "localUrl", "error"])("100,000 nested arrays as %s do not end the call", async (field) => {
    const one = await started();
    const body = `{"${field}":${nested}}`;
    for (let i = 0; i < 2; i++) expect((await send(one.url, body)).status).toBe(200);
    await stillEnds(one);
    expect((await send(one.url, body.replace("{", "{ "))).status).toBe(200); // also when the call has ended
  });

  test("100,000 nested arrays in an unused field have no effect", async () => {
    const one = await started();
    expect((await send(one.url, `{"other":${nested}}`)).status).toBe(200);
    await stillEnds(one);
  });

  test("fifty identical concurrent answers are all accepted, stored once, and give one result", async () => {
    const one = await started();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(one.url, JSON.stringify(truth))));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const job = await ended(one);
    expect([job.status, job.outputs.length, (await one.kept()).length]).toEqual(["completed", 1, 1]);
  });

  test("`failed` after `completed` is stored and marked, and changes nothing; so is `completed` after `failed`", async () => {
    const failed = JSON.stringify({ ...truth, status: "failed", localUrl: [], error: "worker lost" });
    const [good, bad] = await Promise.all([started(), started()]);
    await send(good.url, JSON.stringify(truth));
    await send(bad.url, failed);
    const [completed, broken] = [await ended(good), await ended(bad)];
    expect((await send(good.url, failed)).status).toBe(200);
    expect((await send(bad.url, JSON.stringify(truth))).status).toBe(200);
    for (const one of [good, bad]) expect((await one.kept()).map(({ contradicts }) => contradicts)).toEqual([0, 1]);
    expect([completed.status, broken.error?.message]).toMatchObject([
      "completed",
      expect.stringContaining("worker lost"),
    ]);
    expect((await open.get(`/v1/jobs/${good.job.id}`)).status).toBe("completed");
    expect((await open.get(`/v1/jobs/${bad.job.id}`)).status).toBe("failed");
  });

  test("an answer that was sent while the app was down ends the call when the service repeats it", async () => {
    const one = await started();
    process.kill(open.testApp.app.pids.web ?? 0, "SIGKILL");
    const again = () => send(one.url, JSON.stringify(truth)).then(({ status }) => status);
    await expect(again()).rejects.toThrow("fetch failed");
    await vi.waitFor(async () => expect(await again()).toBe(200), { timeout: 120_000, interval: 200 });
    expect([(await ended(one)).status, (await one.kept()).length]).toEqual(["completed", 1]);
  });
});
