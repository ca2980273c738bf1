import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type OutgoingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "../app";

/** The route that the engine calls, attacked with forged and with replayed requests. */

let testApp: TestApp;
let picture: string;
const heard: unknown[] = [];
const stranger = createServer(({ method, url }, response) => {
  heard.push([method, url]);
  response.end();
});
let foreignHost = "";
const fallback = `signkey-prod-${randomBytes(32).toString("hex")}`;

beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", INNGEST_SIGNING_KEY_FALLBACK: fallback });
  picture = await upload(testApp.api, sample);
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  foreignHost = `127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});
afterAll(async () => {
  stranger.close();
  await testApp?.close();
});

type Call = { method?: string; query?: string; body?: string | Buffer; headers?: OutgoingHttpHeaders };

/** A raw request: with a forged Host, a body of any size, and an answer that may come before the body is read. */
function send({
  method = "POST",
  query = "",
  body = "",
  headers = {},
}: Call): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const url = new URL(`/api/inngest${query}`, testApp.app.url);
    const asking = request(url, { method, headers: { "content-type": "application/json", ...headers }, agent: false });
    asking.once("error", reject);
    asking.once("response", async (answer) => {
      let text = "";
      for await (const chunk of answer.setEncoding("utf8")) text += chunk;
      resolve({ status: answer.statusCode ?? 0, text });
      asking.destroy();
    });
    asking.end(body);
  });
}

const now = () => Math.floor(Date.now() / 1000);
function signed(body: string, time = now(), by = testApp.app.settings.INNGEST_SIGNING_KEY): OutgoingHttpHeaders {
  const key = (by ?? "").replace(/^signkey-\w+-/, "");
  const mac = createHmac("sha256", key).update(body).update(String(time)).digest("hex");
  return { "x-inngest-signature": `t=${time}&s=${mac}` };
}
const forged = () => ({ "x-inngest-signature": `t=${now()}&s=${randomBytes(32).toString("hex")}` });

/** A call in the format of Inngest's own server, whose address names the function and the step. */
function callOf(event: unknown, more: object = {}): string {
  const ctx = { attempt: 0, disable_immediate_execution: true, fn_id: crypto.randomUUID(), run_id: randomBytes(13) };
  const run = { ctx: { ...ctx, run_id: ctx.run_id.toString("hex"), step_id: "step", use_api: false, ...more } };
  return JSON.stringify({ ...run, event, events: [event], steps: {}, version: 2 });
}
const due = { data: { deliveryId: crypto.randomUUID() }, id: "x", name: "delivery/due", ts: 1 };
const deliver = "?fnId=nextscene-deliver-webhook&stepId=step";

async function makesAFilm(): Promise<void> {
  const input = [{ type: "image", url: picture }];
  const job = await generate(testApp.api, { model: "qwen-edit", input, options: { prompt: "x" }, cache: false });
  expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
}

describe("registering", () => {
  test("an unsigned PUT with a forged Host is refused, and the engine continues to call this app", async () => {
    for (const headers of [{}, forged(), { "x-inngest-signature": "t=1&s=00" }, signed("", now() - 400)]) {
      const answer = await send({ method: "PUT", headers: { ...headers, host: foreignHost } });
      expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
    }
    await makesAFilm();
    expect(heard).toEqual([]);
  });

  test("no Host, forwarded header or query changes the app's address, not even in a signed PUT", async () => {
    const host = { host: foreignHost, "x-forwarded-host": foreignHost, "x-forwarded-proto": "http" };
    const url = `http://${foreignHost}/api/inngest`;
    const body = JSON.stringify({ url });
    for (const call of [
      { body: "", headers: signed("") },
      { body, headers: { ...signed(body), "x-inngest-sync-kind": "out_of_band" } },
      { body, headers: { ...signed(body), "x-inngest-sync-kind": "in_band" } },
    ]) {
      const answer = await send({
        method: "PUT",
        query: `?fnId=x&url=${url}`,
        ...call,
        headers: { ...call.headers, ...host },
      });
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain(foreignHost);
    }
    await makesAFilm();
    expect(heard).toEqual([]);
  });

  test("the list of functions needs a signature", async () => {
    for (const headers of [{}, forged()]) {
      expect(await send({ method: "GET", headers })).toEqual({ status: 401, text: '{"message":"Unauthorized"}' });
    }
    expect((await send({ method: "GET", headers: signed("") })).status).toBe(200);
  });
});

describe("calls", () => {
  test("a signed call is accepted once: a copy is refused, and a later attempt is accepted", async () => {
    const [first, second] = [callOf(due), callOf(due, { attempt: 1 })];
    const headers = signed(first);
    expect([200, 206]).toContain((await send({ query: deliver, body: first, headers })).status);
    expect((await send({ query: deliver, body: first, headers })).status).toBe(401);
    const upper = String(headers["x-inngest-signature"]).replace(/s=.*/, (mac) => `s=${mac.slice(2).toUpperCase()}`);
    expect((await send({ query: deliver, body: first, headers: { "x-inngest-signature": upper } })).status).toBe(401);
    expect([200, 206]).toContain((await send({ query: deliver, body: second, headers: signed(second) })).status);
  });

  test.each([
    ["an event's call for another function", due, {}, "?fnId=nextscene-release&stepId=step"],
    ["an event's call for a workflow", due, {}, "?fnId=nextscene-next-scene&stepId=step"],
    ["an event's call for what follows a failure", due, {}, "?fnId=nextscene-next-scene-failure&stepId=step"],
    [
      "an invoked function's call for another",
      { name: "inngest/function.invoked", data: { _inngest: { fn_id: "nextscene-call-wan-i2v" } } },
      {},
      "?fnId=nextscene-call-qwen-edit&stepId=step",
    ],
    [
      "one workflow's failure for another's",
      { name: "inngest/function.failed", data: { function_id: "nextscene-qwen-vl" } },
      {},
      "?fnId=nextscene-next-scene-failure&stepId=step",
    ],
    ["the embedded engine's call for another function", due, { fn_id: "nextscene-release" }, deliver],
    [
      "the embedded engine's call for another step",
      due,
      { fn_id: "nextscene-deliver-webhook", step_id: "other" },
      deliver,
    ],
    ["a call that names no run", due, { run_id: undefined }, deliver],
  ])("a signature is not valid for another function: %s", async (_, event, ctx, query) => {
    const body = callOf(event, ctx);
    expect((await send({ query, body, headers: signed(body) })).status).toBe(401);
  });

  test("a body that was signed in canonical form and sent in another is accepted", async () => {
    const body = callOf(due);
    const text = JSON.stringify(JSON.parse(body), null, 2);
    const canonical = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(canonical)
        : value && typeof value === "object"
          ? Object.fromEntries(
              Object.entries(value)
                .sort(([a], [b]) => (a < b ? -1 : 1))
                .map(([k, v]) => [k, canonical(v)]),
            )
          : value;
    const headers = signed(JSON.stringify(canonical(JSON.parse(body))));
    expect([200, 206]).toContain((await send({ query: deliver, body: text, headers })).status);
  });

  test("a call signed with the previous key is accepted while both are set", async () => {
    const body = callOf(due);
    expect([200, 206]).toContain((await send({ query: deliver, body, headers: signed(body, now(), fallback) })).status);
  });

  test.each([
    ["older than five minutes", -310],
    ["of a time to come", 310],
  ])("a signature %s is refused", async (_, seconds) => {
    const body = callOf(due);
    expect((await send({ query: deliver, body, headers: signed(body, now() + seconds) })).status).toBe(401);
  });
});

describe("forged large bodies", () => {
  const rss = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${testApp.app.pids.web}/status`, "utf8"))?.[1]) / 1024;
  const megabytes = (count: number) => Buffer.alloc(count * 1024 * 1024, "[");

  test.each([
    ["39 MB, at once", 39, {}],
    ["39 MB, without a length", 39, { "transfer-encoding": "chunked" }],
    ["15 MB, as large as a call may be", 15, {}],
  ])("16 of %s are refused, while others are served and jobs are done", async (_, size, headers) => {
    const body = megabytes(size);
    await makesAFilm();
    const before = rss();
    let most = before;
    const health = () =>
      fetch(`${testApp.app.url}/health`).then((answer) => {
        most = Math.max(most, rss());
        return answer.status;
      });
    let isOver = false;
    const attack = Promise.all(
      Array.from({ length: 16 }, () =>
        send({ query: deliver, body, headers: { ...headers, ...forged() } }).catch(() => ({ status: 401 })),
      ),
    ).finally(() => {
      isOver = true;
    });
    const film = makesAFilm();
    const between: number[] = [];
    do between.push(await health());
    while (!isOver);
    for (const { status } of await attack) expect([401, 413, 503]).toContain(status);
    expect(new Set(between)).toEqual(new Set([200]));
    await film;
    // When the app parsed the bodies they took 4 GB; unverified ones share 48 MB.
    expect(most - before).toBeLessThan(700);
    await expect.poll(async () => (await health()) && rss() - before).toBeLessThan(400);
  });
});
