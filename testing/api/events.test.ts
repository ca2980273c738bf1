import { createClient } from "@libsql/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createApiKey, newSignInLink } from "@/cli/supervisor/database";
import { type ServerSentEvent, serverSentEvents } from "@/lib/client/server-sent-events";
import { type Job, progressNewsSchema, stepNewsSchema } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";
import { followLink } from "../sign-in-link";

/** What watchers receive: every event once and in order, across any number of reconnects. */

let testApp: TestApp;
let picture: string;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", WAN_I2V_PRICE: "0.1" });
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

const start = (model: string, prompt: string): Promise<Job> =>
  generate(testApp.api, { model, input: [{ type: "image", url: picture }], options: { prompt }, cache: false });

function ask(path: string, init: RequestInit = {}, key: string | null = testApp.api.key) {
  return fetch(new URL(path, testApp.api.url), {
    ...init,
    headers: { ...(key && { "x-api-key": key }), ...init.headers },
  });
}
const watch = (path: string, lastId?: string, signal?: AbortSignal) =>
  ask(path, { headers: lastId === undefined ? {} : { "last-event-id": lastId }, signal });
const eventsOf = (job: Job) => `/v1/jobs/${job.id}/events`;

async function read(response: Response, enough: (events: ServerSentEvent[]) => boolean = () => false) {
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(response)) {
    if (event.name === "progress") continue; // has no id and depends on the clock; tested below
    events.push(event);
    if (enough(events)) break; // closes the stream, like a client that leaves
  }
  return events;
}
const idsOf = (events: ServerSentEvent[]) => events.map(({ id }) => Number(id));
const watchers = async (): Promise<number> => (await (await ask("/health", {}, null)).json()).watchers;

describe("a reconnect with Last-Event-ID", () => {
  let job: Job;
  let whole: ServerSentEvent[];
  beforeAll(async () => {
    job = await start("next-scene", "The wind rises.");
    whole = await read(await watch(eventsOf(job)));
  });

  test("gets exactly the later events, from any position, and the end closes the stream", async () => {
    expect(whole[0]?.name).toBe("snapshot");
    expect(whole.length).toBeGreaterThan(5);
    for (const [i, { id }] of whole.slice(0, -1).entries()) {
      const rest = await read(await watch(eventsOf(job), id));
      expect(idsOf(rest)).toEqual(idsOf(whole.slice(i + 1)));
      expect(rest.at(-1)?.name).toBe("job.completed");
    }
  });

  test("after the end gets no content", async () => {
    expect((await watch(eventsOf(job), whole.at(-1)?.id)).status).toBe(204);
    expect((await read(await watch(eventsOf(job)))).map(({ name }) => name)).toEqual(["snapshot"]);
  });

  test.each(["", "abc", "-1", "1.5", "1e9", "99999999999999999999", "999999999999999"])(
    "of %j gets the whole state",
    async (lastId) => {
      const events = await read(await watch(eventsOf(job), lastId));
      expect(events.map(({ name }) => name)).toEqual(["snapshot"]);
    },
  );

  test("misses and repeats nothing when it is cut off repeatedly", async () => {
    const other = await start("next-scene", "The fog lifts.");
    const uninterrupted = watch(eventsOf(other)).then((response) => read(response));
    const heard: ServerSentEvent[] = [];
    for (let over = false; !over; ) {
      const response = await watch(eventsOf(other), heard.at(-1)?.id);
      const events = await read(response, (some) => some.length === 2);
      heard.push(...events);
      over = events.length === 0 || events.at(-1)?.name === "job.completed";
    }
    const told = (events: ServerSentEvent[]) => idsOf(events.filter(({ name }) => name !== "snapshot"));
    const [first = 0] = idsOf(heard);
    const all = told(await uninterrupted);
    expect(told(heard)).toEqual([...new Set(told(heard))]);
    expect(told(heard).filter((id) => all.includes(id))).toEqual(all.filter((id) => id > first));
    expect(heard.filter(({ name }) => name === "snapshot").length).toBe(1);
  });

  test("works in the same way for the stream of all jobs", async () => {
    const [{ id = "" } = {}] = await read(await watch("/v1/events"), (events) => events.length === 1);
    const [one, two] = [await start("qwen-vl", "One."), await start("qwen-vl", "Two.")];
    for (const made of [one, two]) await follow(testApp.api, made, () => {});
    const ended = (events: ServerSentEvent[]) => events.filter(({ name }) => name === "job.completed").length === 2;
    const missed = await read(await watch("/v1/events", id), ended);
    expect(missed.filter(({ name }) => name === "snapshot")).toEqual([]);
    expect(missed.filter(({ name }) => name === "job.created").length).toBe(2);
    const middle = missed[Math.floor(missed.length / 2)];
    const rest = await read(await watch("/v1/events", middle?.id), (events) => events.at(-1)?.id === missed.at(-1)?.id);
    expect(idsOf(rest)).toEqual(idsOf(missed).filter((seq) => seq > Number(middle?.id)));
  });

  test("gets the whole state when the events since then have been removed", async () => {
    const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
    const last = Number(whole.at(-1)?.id);
    await client.execute({ sql: "delete from events where seq < ?", args: [last] });
    client.close();
    const events = await read(await watch(eventsOf(job), whole[1]?.id));
    expect(events.map(({ name }) => name)).toEqual(["snapshot"]);
    const [first] = await read(await watch("/v1/events", whole[1]?.id), (some) => some.length === 1);
    expect(first?.name).toBe("snapshot");
  });
});

test("a watcher gets progress while only time passes, and a later reconnect misses nothing", async () => {
  const input = [{ type: "image", url: picture }];
  const options = { prompt: "She waits. [fault:slow=4]", audio_prompt: "So." };
  const job = await generate(testApp.api, { model: "wan-talk", input, options }); // planned at ten seconds
  const uninterrupted = watch(eventsOf(job)).then((response) => read(response));
  const ofAll = (async () => {
    for await (const { name, data } of serverSentEvents(await watch("/v1/events")))
      if (name === "progress") return progressNewsSchema.strict().parse(JSON.parse(data)).jobId;
  })();
  const values: number[] = [];
  let lastId = "";
  for await (const { name, id, data } of serverSentEvents(await watch(eventsOf(job)))) {
    if (name !== "progress") lastId = id;
    values.push(JSON.parse(data).progress.value);
    if (name !== "progress") continue;
    expect(id).toBe(lastId);
    const news = progressNewsSchema.strict().parse(JSON.parse(data));
    expect(news).toMatchObject({ jobId: job.id, progress: { currentStep: "wan-talk", stepsDone: 0 } });
    if (values.filter((value) => value > 0).length >= 2) break;
  }
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(await ofAll).toBe(job.id);
  const rest = await read(await watch(eventsOf(job), lastId));
  expect(idsOf(rest)).toEqual(idsOf(await uninterrupted).filter((seq) => seq > Number(lastId)));
  expect(rest.at(-1)?.name).toBe("job.completed");
});

test("a step event contains the job's cost so far", async () => {
  await sandboxOf(testApp).fault();
  const job = await start("wan-i2v", "The price of it. [fault:hold]"); // the test watches before the step is charged
  const response = await watch(eventsOf(job));
  await sandboxOf(testApp).release();
  const told = (await read(response)).filter(({ name }) => name === "step");
  const costs = told.map(({ data }) => stepNewsSchema.strict().parse(JSON.parse(data)).cost.actual);
  expect([costs[0], costs.at(-1)]).toEqual([0, 0.1]);
});

test("a watcher that disconnects or reaches the end leaves nothing behind", async () => {
  await expect.poll(watchers).toBe(0);
  const leaving = new AbortController();
  const streams = await Promise.all(Array.from({ length: 20 }, () => watch("/v1/events", undefined, leaving.signal)));
  expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
  expect(await watchers()).toBe(20);
  leaving.abort();
  await expect.poll(watchers).toBe(0);
  const job = await start("qwen-vl", "Three.");
  await Promise.all(Array.from({ length: 5 }, async () => read(await watch(eventsOf(job)))));
  await expect.poll(watchers).toBe(0);
});

test("HEAD describes a stream and starts none", async () => {
  await expect.poll(watchers).toBe(0);
  const job = await start("next-scene", "The tide turns.");
  for (const path of ["/v1/events", eventsOf(job)]) {
    for (let i = 0; i < 5; i++) {
      const { status, headers } = await ask(path, { method: "HEAD" });
      expect([status, headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    }
  }
  expect(await watchers()).toBe(0);
  expect((await ask("/v1/jobs/none/events", { method: "HEAD" })).status).toBe(404);
  expect((await ask("/v1/events", { method: "HEAD" }, null)).status).toBe(401);
  await follow(testApp.api, job, () => {});
});

test("a key has a limit of open streams; closing one makes room, and other keys are not affected", async () => {
  const [{ key }, { key: other }] = [
    await createApiKey(testApp.app.settings, "watches much"),
    await createApiKey(testApp.app.settings, "watches little"),
  ];
  const open = await Promise.all(
    Array.from({ length: 250 }, async () => {
      const leaving = new AbortController();
      // The test keeps the response: a collected one is closed.
      return { leaving, response: await ask("/v1/events", { signal: leaving.signal }, key) };
    }),
  );
  expect(new Set(open.map(({ response }) => response.status))).toEqual(new Set([200]));
  const refused = await ask("/v1/events", {}, key);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "15"]);
  expect((await refused.json()).code).toBe("rate_limited");
  expect((await read(await ask("/v1/events", {}, other), (events) => events.length === 1)).length).toBe(1);
  open[0]?.leaving.abort();
  const hears = async () => (await read(await ask("/v1/events", {}, key), () => true)).length;
  await expect.poll(hears).toBe(1);
  for (const { leaving } of open) leaving.abort();
  await expect.poll(watchers).toBe(0);
});

test("a stream ends with its credential: a revoked, rotated or expired key, a session that signs out", async () => {
  const { settings } = testApp.app;
  const database = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
  const admin = (await createApiKey(settings, "operations", "admin")).key;
  const link = new URL(await newSignInLink(settings));
  const signedIn = await followLink(new URL(link.pathname + link.search, testApp.api.url).href);
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const idOf = (key: string) => key.split("_")[1] ?? "";
  const keys = await Promise.all(["revoked", "rotated", "expired"].map((name) => createApiKey(settings, name)));
  const [revoked = "", rotated = "", expired = ""] = keys.map(({ key }) => key);

  const streams = await Promise.all(
    [revoked, rotated, expired]
      .map((key) => ask("/v1/events", {}, key))
      .concat(ask("/v1/events", { headers: { cookie } }, null)),
  );
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const leaving = new AbortController();
  const lasting = await watch("/v1/events", undefined, leaving.signal);

  expect((await ask(`/v1/keys/${idOf(revoked)}`, { method: "DELETE" }, admin)).status).toBe(204);
  expect((await ask(`/v1/keys/${idOf(rotated)}/rotate`, { method: "POST" }, admin)).status).toBe(200);
  await database.execute({ sql: "UPDATE keys SET expires_at = 1 WHERE id = ?", args: [idOf(expired)] });
  database.close();
  const ours = { cookie, "sec-fetch-site": "same-origin" };
  expect((await ask("/api/sign-out", { method: "POST", headers: ours }, null)).status).toBe(204);

  await Promise.all(streams.map((response) => read(response))); // each until it ends
  expect(await watchers()).toBe(1);
  leaving.abort();
  await lasting.body?.cancel().catch(() => {});
});

test("a quiet stream gets comments that keep it open", async () => {
  const leaving = new AbortController();
  const response = await watch("/v1/events", undefined, leaving.signal);
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of response.body ?? []) {
    said += decoder.decode(chunk, { stream: true });
    if (/^: .*\n\n$/m.test(said)) break;
  }
  leaving.abort();
  expect(said).toMatch(/\n\n: still here\n\n$/);
});

test("another key's job has no events, and does not appear in the stream of all jobs", async () => {
  const { key } = await createApiKey(testApp.app.settings, "another key");
  const job = await start("qwen-vl", "Mine.");
  expect((await ask(eventsOf(job), {}, key)).status).toBe(404);
  expect((await ask("/v1/events", {}, null)).status).toBe(401);
  const [first] = await read(await ask("/v1/events", {}, key), (events) => events.length === 1);
  expect(JSON.parse(first?.data ?? "")).toEqual({ data: [] });
  await follow(testApp.api, job, () => {});
  const missed = await ask("/v1/events", { headers: { "last-event-id": first?.id ?? "" } }, key);
  const own = await generate(
    { ...testApp.api, key },
    {
      model: "qwen-vl",
      input: [{ type: "image", url: await upload({ ...testApp.api, key }, sample) }],
      options: { prompt: "x" },
    },
  );
  const heard = await read(missed, (events) => events.at(-1)?.name === "job.completed");
  expect(new Set(heard.map(({ data }) => JSON.parse(data).jobId ?? JSON.parse(data).id))).toEqual(new Set([own.id]));
});

test("watchers get the cost of work that a service did not cancel", async () => {
  const stream = await watch("/v1/events");
  const job = await start("next-scene", "Two. [fault:wan-i2v:slow=60@1] [fault:qwen-edit:slow=2@2]");
  for await (const { name, data } of serverSentEvents(stream)) {
    if (name !== "step") continue;
    const { jobId, step, cost } = stepNewsSchema.parse(JSON.parse(data));
    // The first clip is generating by now, and no cancel stops it.
    if (step.key === "keyframe.2" && step.status === "succeeded") {
      await ask(`/v1/jobs/${jobId}/cancel`, { method: "POST" });
    }
    if (step.key !== "clip.1" || step.cost === 0) continue;
    expect([jobId, step.status, step.cost]).toEqual([job.id, "cancelled", 0.1]);
    expect(cost.actual).toBeGreaterThanOrEqual(0.1);
    break;
  }
  // The job ends once all its work is cancelled, which may be after this charge.
  const rest = (await read(await watch(eventsOf(job)))).map(({ name }) => name);
  expect(rest.filter((name) => name !== "job.cancelled" && name !== "step")).toEqual(["snapshot"]);
});

describe("what cannot be shown or is gone", () => {
  const change = async (sql: string, id: string) => {
    const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
    await client.execute({ sql, args: [id] });
    client.close();
  };

  test("a job that this version cannot show does not hold up the events of the others", async () => {
    await sandboxOf(testApp).fault();
    const broken = await start("wan-i2v", "Broken. [fault:hold]");
    const ofAll = await watch("/v1/events");
    await change("update jobs set plan = '{}' where id = ?", broken.id);
    await change(
      "insert into events (job_id, key_id, type) select id, key_id, 'job.status' from jobs where id = ?",
      broken.id,
    );
    const other = await start("qwen-vl", "Whole.");
    expect((await follow(testApp.api, other, () => {})).status).toBe("completed");
    const told = await read(ofAll, (events) => events.at(-1)?.name === "job.completed");
    expect(told.at(-1)?.data).toContain(other.id);
    await change("update jobs set plan = '[]' where id = ?", broken.id);
    await ask(`/v1/jobs/${broken.id}/cancel`, { method: "POST" });
    await sandboxOf(testApp).release();
  });

  test("a call of a provider that this version does not know is shown with its job", async () => {
    const job = await start("qwen-vl", "Of a later version.");
    await follow(testApp.api, job, () => {});
    await change("update calls set service = 'language', entry = 'gone:model' where job_id = ?", job.id);
    await change("update calls set input = json_set(input, '$.negativePrompt', 'fog') where job_id = ?", job.id);
    const shown = (await (await ask(`/v1/jobs/${job.id}`)).json()) as Job;
    expect(shown.steps).toMatchObject([{ provider: "gone:model", status: "succeeded" }]);
    expect((await ask("/v1/jobs")).status).toBe(200);
  });

  test("the stream of a job ends when the job was deleted without a last event", async () => {
    await sandboxOf(testApp).fault();
    const job = await start("wan-i2v", "Deleted. [fault:hold]");
    const response = await watch(eventsOf(job));
    await change("delete from events where job_id = ?", job.id);
    await change("delete from jobs where id = ?", job.id);
    const told = await read(response);
    expect(told.filter(({ name }) => /completed|failed|cancelled/.test(name))).toEqual([]);
    await expect(follow(testApp.api, job, () => {})).rejects.toThrow("not found");
    await sandboxOf(testApp).release();
  });
});
