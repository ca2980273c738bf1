import { readFile } from "node:fs/promises";
import { createServer, request as forward, type IncomingMessage } from "node:http";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ApiError, type Client, createClient, type Job, verifyWebhook, WebhookError } from "@/lib/client";
import { sample } from "../sample";
import { sandboxOf } from "../sandbox-admin";
import { type SharedApp, sharedApp } from "../shared-app";

/** The typed client against a real app. */

let testApp: SharedApp;
let client: Client;
let picture: string;

beforeAll(async () => {
  testApp = await sharedApp();
  client = createClient({ url: testApp.api.url, key: testApp.api.key });
  const bytes = new Uint8Array(await readFile(sample));
  picture = `asset:${(await client.upload(bytes, { type: "image/jpeg" })).id}`;
});
afterAll(() => testApp?.close());

let takes = 0;
const wanted = (fault = "") => {
  takes += 1;
  const prompt = `The tide comes in, ${takes}. ${fault}`;
  return { model: "wan-i2v", input: [{ type: "image" as const, url: picture }], options: { prompt } };
};

/**
 * A proxy to the app that hangs up where `breaks` says so: on an answer before its body, or "inside" it; on a stream after
 * its first bytes.
 */
async function unsteadyLine(breaks: (request: IncomingMessage) => boolean | "inside") {
  const app = new URL(testApp.api.url);
  const line = createServer((from, to) => {
    const headers = { ...from.headers, host: app.host };
    const onward = forward({ host: app.hostname, port: app.port, path: from.url, method: from.method, headers });
    onward.on("response", (answer) => {
      const isStream = answer.headers["content-type"] === "text/event-stream";
      const hangUp = breaks(from);
      if (hangUp === true && !isStream) return void answer.resume().on("end", () => to.destroy());
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      if (!hangUp) return void answer.pipe(to);
      const cut = (words: Buffer) => (isStream ? words : words.subarray(0, words.length / 2));
      answer.once("data", (words: Buffer) => to.write(cut(words), () => to.destroy()));
    });
    onward.on("error", () => to.destroy());
    from.pipe(onward);
  });
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
  const address = line.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const close = () => {
    line.closeAllConnections();
    line.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

test("starts a job, follows it to its end, and downloads its complete file", async () => {
  const seen: Job["status"][] = [];
  const job = await client.generate(wanted());
  const ended = await client.wait(job, { onChange: ({ status }) => seen.push(status) });
  expect(ended).toMatchObject({ id: job.id, status: "completed" });
  expect(seen.at(-1)).toBe("completed");
  const [output] = ended.outputs;
  if (!output) throw new Error("The job has no output.");
  const bytes = await (await client.download(output)).arrayBuffer();
  expect(bytes.byteLength).toBe(output.sizeBytes);
  expect((await client.jobs({ model: "wan-i2v", limit: 1 })).data[0]?.id).toBe(job.id);
  await client.remove(job.id);
  await expect(client.job(job.id)).rejects.toMatchObject({ status: 404, code: "not_found" });
});

test("a submit whose answer is lost is repeated, and gives one job", async () => {
  let lost = 0;
  const line = await unsteadyLine(({ url }) => url === "/v1/generate" && lost++ === 0);
  const far = createClient({ url: line.url, key: testApp.api.key });
  const body = wanted();
  const job = await far.generate(body);
  line.close();
  expect(lost).toBe(2);
  const jobs = (await client.jobs({ limit: 100 })).data.filter((one) => one.options.prompt === body.options.prompt);
  expect(jobs.map(({ id }) => id)).toEqual([job.id]);
  await client.wait(job);
});

test("a request whose answer breaks off is repeated, and so is the one for the last state", async () => {
  const ended = await client.wait(await client.generate(wanted()));
  let [broken, away] = [0, 0];
  const line = await unsteadyLine(({ url }) => {
    if (url === "/v1/models") return broken++ === 0 && "inside";
    return url === `/v1/jobs/${ended.id}` && away++ < 6; // longer than a request is repeated
  });
  const far = createClient({ url: line.url, key: testApp.api.key, retries: 1 });
  expect((await far.models()).map(({ id }) => id)).toContain("wan-i2v");
  expect(await far.wait(ended)).toMatchObject({ id: ended.id, status: "completed" });
  line.close();
  expect([broken, away]).toEqual([2, 7]);
});

test("a broken stream is resumed where it was, and delivers the end", async () => {
  const asked: (string | undefined)[] = [];
  const line = await unsteadyLine(({ url, headers }) => {
    if (!url?.endsWith("/events")) return false;
    asked.push(headers["last-event-id"] as string | undefined);
    if (asked.length === 2) void sandboxOf(testApp).release();
    return asked.length === 1;
  });
  const far = createClient({ url: line.url, key: testApp.api.key });
  await sandboxOf(testApp).fault();
  const job = await far.generate(wanted("[fault:wan-i2v:hold]"));
  const states: Job["status"][] = [];
  for await (const { status } of far.events(job.id)) states.push(status);
  line.close();
  expect(states.at(-1)).toBe("completed");
  expect(asked).toEqual([undefined, expect.stringMatching(/^\d+$/)]);
});

describe("a stream that gives no end", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** The client's streams: the nth request is answered by the nth of these, and later ones by the app. */
  function answerStreams(...answers: ((signal: AbortSignal) => Response)[]) {
    const given = fetch;
    const asked: (string | null)[] = [];
    vi.stubGlobal("fetch", (...[to, init]: Parameters<typeof fetch>) => {
      const answer = String(to).endsWith("/events") && answers[asked.length];
      if (String(to).endsWith("/events")) asked.push(new Headers(init?.headers).get("last-event-id"));
      return answer && init?.signal ? Promise.resolve(answer(init.signal)) : given(to, init);
    });
    return asked;
  }

  test("because nothing follows the last event that was heard: the client reads the whole state", async () => {
    const job = await client.generate(wanted());
    const ended = await client.wait(job);
    const heard = `event: job.status\nid: 7\ndata: ${JSON.stringify({ ...ended, status: "running" })}\n\n`;
    const asked = answerStreams(
      () => new Response(heard),
      () => new Response(null, { status: 204 }),
    );
    expect((await client.wait(job)).status).toBe("completed");
    expect(asked).toEqual([null, "7", null]);
  });

  test("because its connection is dead: the client opens another one", async () => {
    const job = await client.generate(wanted());
    await client.wait(job);
    const dead = new Promise<void>((resolve) => {
      answerStreams((signal) => {
        const body = new ReadableStream({
          start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
          pull: () => resolve(),
        });
        return new Response(body);
      });
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const waiting = client.wait(job);
    await dead;
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect((await waiting).status).toBe("completed");
  });
});

describe("in a browser", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("without randomUUID, as on plain http in a local network, a job starts", async () => {
    const { subtle } = crypto;
    const getRandomValues = crypto.getRandomValues.bind(crypto);
    vi.stubGlobal("crypto", { subtle, getRandomValues });
    const [one, two] = [await client.generate(wanted()), await client.generate(wanted())];
    expect(one.id).not.toBe(two.id);
    await client.cancel(one.id);
    await client.cancel(two.id);
  });

  test("that cannot iterate over a stream, a job is followed to its end, and stopping closes the connection", async () => {
    const given = fetch;
    let hungUp = 0;
    vi.stubGlobal("fetch", async (...asked: Parameters<typeof fetch>) => {
      const response = await given(...asked);
      const { body } = response;
      if (!body) return response;
      Object.defineProperty(body, Symbol.asyncIterator, { value: undefined });
      const getReader = body.getReader.bind(body);
      body.getReader = ((...how: []) => {
        const reader = getReader(...how);
        const cancel = reader.cancel.bind(reader);
        reader.cancel = (reason) => {
          hungUp += 1;
          return cancel(reason);
        };
        return reader;
      }) as typeof body.getReader;
      return response;
    });
    const job = await client.generate(wanted());
    expect((await client.wait(job)).status).toBe("completed");
    for await (const { id } of client.events(job.id)) if (id === job.id) break;
    expect(hungUp).toBeGreaterThanOrEqual(2);
  });
});

test("an error has the API's message and names the field", async () => {
  const refused = await client.generate({ ...wanted(), options: { promt: "x" } }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({
    status: 400,
    code: "invalid_request",
    retryable: false,
    errors: expect.arrayContaining([expect.objectContaining({ pointer: "/options/promt" })]),
  });
  const stranger = createClient({ url: testApp.api.url, key: "ns_nobody" });
  await expect(stranger.models()).rejects.toMatchObject({ status: 401, code: "unauthorized" });
  const nowhere = createClient({ url: "http://127.0.0.1:9", key: "x", retries: 0 });
  await expect(nowhere.models()).rejects.toMatchObject({ status: 0, code: "unreachable", retryable: true });
});

test("a quote starts nothing", async () => {
  const before = (await client.jobs({ limit: 1 })).firstId;
  expect(await client.quote(wanted())).toMatchObject({ object: "quote", steps: [{ service: "wan-i2v" }] });
  expect((await client.jobs({ limit: 1 })).firstId).toBe(before);
});

test("a cancel stops the job and ends `wait`", async () => {
  const job = await client.generate(wanted("[fault:wan-i2v:slow=20]"));
  const waiting = client.wait(job);
  await client.cancel(job.id);
  expect((await waiting).status).toBe("cancelled");
  expect((await client.cancel(job.id)).status).toBe("cancelled");
  expect((await sandboxOf(testApp).submits()).filter(({ prompt }) => prompt.includes("slow=20"))).not.toContainEqual(
    expect.objectContaining({ state: "generating" }),
  );
});

test("stopping a stream closes it at once", async () => {
  const gone = new AbortController();
  const news: string[] = [];
  const listening = (async () => {
    for await (const { name } of client.allEvents(gone.signal)) {
      news.push(name);
      gone.abort(new Error("enough"));
    }
  })();
  await expect(listening).rejects.toThrow("enough");
  expect(news).toEqual(["snapshot"]);
});

describe("verifyWebhook", () => {
  const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
  const body = JSON.stringify({ id: "job", status: "completed", localUrl: [] });
  const at = new Date();
  const headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign("msg_1", at, body),
  };

  test("accepts signatures of the standardwebhooks package, and one of several signatures", async () => {
    expect(await verifyWebhook(body, headers, secret)).toEqual(JSON.parse(body));
    const rotated = { ...headers, "webhook-signature": `v1,${btoa("another")} ${headers["webhook-signature"]}` };
    expect(await verifyWebhook(body, new Headers(rotated), secret)).toMatchObject({ status: "completed" });
  });

  const refusals: [string, () => Promise<unknown>, string][] = [
    ["a changed body", () => verifyWebhook(`${body} `, headers, secret), "No signature fits"],
    ["another secret", () => verifyWebhook(body, headers, `whsec_${btoa("another")}`), "No signature fits"],
    ["another id", () => verifyWebhook(body, { ...headers, "webhook-id": "msg_2" }, secret), "No signature fits"],
    [
      "an old message",
      () => verifyWebhook(body, headers, secret, { now: at.getTime() + 301_000 }),
      "too far from ours",
    ],
    ["a time that is none", () => verifyWebhook(body, { ...headers, "webhook-timestamp": "soon" }, secret), "too far"],
    [
      "a missing header",
      () => verifyWebhook(body, { ...headers, "webhook-id": undefined }, secret),
      "webhook-id is missing",
    ],
    ["a secret that is none", () => verifyWebhook(body, headers, "hunter2"), "begins with whsec_"],
    [
      "base64 that is none",
      () => verifyWebhook(body, { ...headers, "webhook-signature": "v1,§" }, secret),
      "No signature fits",
    ],
  ];
  test.each(refusals)("refuses %s", async (_what, verify, words) => {
    const error = await verify().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WebhookError);
    expect((error as Error).message).toContain(words);
  });
});
