import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import type { JobSummaryList } from "@/lib/schemas/job-summary";
import type { BulkAnswer, LibraryItem, LibraryList } from "@/lib/schemas/keep";
import { type Caller, callerOf } from "../caller";
import { sample } from "../sample";
import { newKey, priced, type SharedApp, sharedApp } from "../shared-app";

/** A key keeps its jobs in order: titles, stars, projects, deleting with a way back, filters; and its files. */

let testApp: SharedApp;
let picture: string;
let me: Caller;
let other: Caller;
let admin: Caller;
beforeAll(async () => {
  testApp = await sharedApp(priced); // with enough workers: a held call keeps its own after its job was cancelled
  me = callerOf(testApp, testApp.api.key);
  other = callerOf(testApp, (await newKey(testApp, "another")).key);
  admin = callerOf(testApp, (await newKey(testApp, "an admin", "admin")).key);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

async function begin(prompt: string, more: object = {}, headers?: Record<string, string>): Promise<Job> {
  const input = [{ type: "image", url: picture }];
  const body = { model: "qwen-edit", input, options: { prompt, seed: 7 }, ...more };
  const response = await me.post("/v1/generate", body, headers);
  expect(response.status).toBe(202);
  return response.json();
}
const made = async (prompt: string, more: object = {}, headers?: Record<string, string>): Promise<Job> =>
  follow(testApp.api, await begin(prompt, more, headers), () => {});

const path = ({ id }: { id: string }, rest = "") => `/v1/jobs/${id}${rest}`;
const change = (job: Job, body: unknown, by = me) => by.send("PATCH", path(job), body);
const look = async (job: Job): Promise<Job> => (await me.get(path(job))).json();
const listed = async (query: string, by = me): Promise<string[]> => {
  const list: JobSummaryList = await (await by.get(`/v1/jobs?limit=100&${query}`)).json();
  return list.data.map(({ id }) => id);
};

describe("a title", () => {
  test("names the archive, the video and every file that is saved by it, and can be taken back", async () => {
    const job = await made("A title.", { model: "wan-i2v" });
    expect(job).toMatchObject({ title: null, starred: false, project: null });
    const changed: Job = await (await change(job, { title: "  最后: the last/boat?  " })).json();
    expect(changed.title).toBe("最后: the last/boat?");
    const savedAs = async (at: string) => {
      const response = await me.get(at);
      await response.body?.cancel();
      return decodeURIComponent(response.headers.get("content-disposition") ?? "");
    };
    expect(await savedAs(path(job, "/archive.zip"))).toContain("最后 the last boat.zip");
    expect(await savedAs(path(job, "/video?download=1"))).toContain("最后 the last boat.mp4");
    const { pathname, search } = new URL(changed.outputs[0]?.url ?? "");
    expect(await savedAs(`${pathname}${search}&download=${encodeURIComponent("../a\nb")}`)).toContain('"a b.mp4"');
    expect(await listed(`q=${encodeURIComponent("LAST/boat")}`)).toEqual([job.id]);
    expect(await (await change(job, { title: null })).json()).toMatchObject({ title: null });
    expect(await savedAs(path(job, "/archive.zip"))).toContain(`wan-i2v-${job.id}.zip`);
  });

  test("and every other name loses the marks that turn the direction of the text beside it; a prompt keeps them", async () => {
    const given = "\u202eboat\u202c \u2067at\u2069 sea";
    const job = await made(given);
    expect(job.options).toMatchObject({ prompt: given });
    const changed: Job = await (await change(job, { title: given, project: given })).json();
    expect(changed).toMatchObject({ title: "boat at sea", project: "boat at sea" });
    const [file] = changed.outputs;
    expect(await (await me.get(`/v1/library/${file?.id}`)).json()).toMatchObject({ title: "boat at sea" });
    const named = await me.send("PATCH", `/v1/library/${file?.id}`, { name: given });
    expect(await named.json()).toMatchObject({ name: "boat at sea" });
    const key = await (await admin.post("/v1/keys", { name: given })).json();
    expect(key).toMatchObject({ name: "boat at sea" });
  });

  test.each([
    [{ title: "" }, "/title"],
    [{ title: "x".repeat(121) }, "/title"],
    [{ title: "two\nlines" }, "/title"],
    [{ title: "\u202e \u2066" }, "/title"],
    [{ starred: "yes" }, "/starred"],
    [{ project: "x".repeat(81) }, "/project"],
    [{ priority: "now" }, "/priority"],
    [{ colour: "red" }, "/colour"],
    [{}, ""],
  ])("%j is refused at %j and changes nothing", async (body, pointer) => {
    const job = await made("Unchanged.");
    const refusal = await change(job, body);
    const { errors } = await refusal.json();
    expect([refusal.status, errors[0].pointer]).toEqual([400, pointer]);
    expect(await look(job)).toMatchObject({ title: null, starred: false, project: null, priority: "normal" });
  });
});

describe("a deleted job", () => {
  test("is hidden at once, keeps its cost in the usage, and comes back with its files", async () => {
    const headers = { "idempotency-key": "hidden-1" };
    const job = await made("Hidden.", {}, headers);
    const usage = async () => (await (await me.get("/v1/usage")).json()).data;
    const before = await usage();
    expect((await me.send("DELETE", path(job))).status).toBe(204);
    for (const rest of ["", "/events", "/archive.zip", "/thumbnail", "/report"]) {
      expect([rest, (await me.get(path(job, rest))).status]).toEqual([rest, 404]);
    }
    for (const rest of ["/cancel", "/retry", "/continue"]) {
      expect([rest, (await me.post(path(job, rest))).status]).toEqual([rest, 404]);
    }
    expect((await change(job, { starred: true })).status).toBe(404);
    expect(await listed("q=Hidden.")).toEqual([]);
    expect(await usage()).toEqual(before);
    // A lost answer may be repeated by a client: the second request finds the job deleted.
    expect((await me.send("DELETE", path(job))).status).toBe(404);

    expect((await other.post(path(job, "/restore"))).status).toBe(404);
    const restored = await me.post(path(job, "/restore"));
    expect([restored.status, (await restored.json()).id]).toEqual([200, job.id]);
    expect(await listed("q=Hidden.")).toEqual([job.id]);
    for (const { url } of (await look(job)).outputs) expect((await fetch(url)).status).toBe(200);
    expect((await me.post(path(job, "/restore"))).status).toBe(200); // nothing to restore: it stays as it is
    const again = await begin("Hidden.", {}, headers);
    expect(again.id).not.toBe(job.id);
    await follow(testApp.api, again, () => {});
  });

  test("disappears from the pages that show it, and restoring it shows it there again", async () => {
    const job = await made("Watched.");
    const abort = new AbortController();
    const stream = await fetch(new URL("/v1/events", testApp.api.url), {
      headers: { "x-api-key": me.key ?? "" },
      signal: abort.signal,
    });
    let heard = "";
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const bytes of stream.body ?? []) heard += decoder.decode(bytes, { stream: true });
    })().catch(() => {});
    await vi.waitFor(() => expect(heard).toContain("event: snapshot"), { timeout: 120_000 });
    await me.send("DELETE", path(job));
    await vi.waitFor(() => expect(heard).toMatch(new RegExp(`event: job.deleted\nid: \\d+\ndata: .*${job.id}`)), {
      timeout: 120_000,
    });
    await me.post(path(job, "/restore"));
    await vi.waitFor(() => expect(heard).toMatch(new RegExp(`event: job.status\nid: \\d+\ndata: .*${job.id}`)), {
      timeout: 120_000,
    });
    abort.abort();
    await reading;
  });

  test("must have ended: a running one is refused with what to do", async () => {
    const job = await begin("Held. [fault:hold]");
    const refusal = await me.send("DELETE", path(job));
    expect([refusal.status, (await refusal.json()).detail]).toEqual([409, expect.stringContaining("Cancel it first")]);
    await me.post(path(job, "/cancel"));
    expect((await follow(testApp.api, job, () => {})).status).toBe("cancelled");
    expect((await me.send("DELETE", path(job))).status).toBe(204);
  });

  test("of a batch is no longer among its jobs, and a retry of the batch leaves it out", async () => {
    const request = (prompt: string) => ({
      model: "qwen-edit",
      input: [{ type: "image", url: picture }],
      options: { prompt },
    });
    const requests = [request("Kept."), request("Failed. [fault:fail]"), request("Failed too. [fault:fail]")];
    const batch = await (await me.post("/v1/batches", { requests })).json();
    const now = async () => (await me.get(`/v1/batches/${batch.id}`)).json();
    await vi.waitFor(async () => expect((await now()).finishedAt).not.toBeNull(), { timeout: 120_000 });
    const rows: { row: number; job: Job }[] = (await now()).items.data;
    const gone = rows[1]?.job;
    if (!gone) throw new Error("The batch has no second job.");
    await me.send("DELETE", path(gone));
    const { items, counts } = await now();
    expect([items.data.map(({ row }: { row: number }) => row), counts.failed, counts.completed]).toEqual([
      [1, 3],
      1,
      1,
    ]);
    const quote = await (await me.post(`/v1/batches/${batch.id}/retry?dry_run=true`, {})).json();
    expect(quote.jobs).toBe(1);
  });
});

describe("many jobs at once", () => {
  const bulk = async (body: object, by = me): Promise<BulkAnswer["results"]> =>
    ((await (await by.post("/v1/jobs/bulk", body)).json()) as BulkAnswer).results;

  test("each have their own answer, and one that refuses does not stop the others", async () => {
    const jobs = [await made("Bulk one."), await made("Bulk two.")];
    const running = await begin("Bulk runs. [fault:hold]");
    const nothing = "0193c3a0-7d4e-7c1a-9a55-3f1c0a2b4d5e";
    const ids = [...jobs.map(({ id }) => id), running.id, nothing];
    const done = { ok: true, error: null };
    const failed = (code: string) => ({ ok: false, error: { code, message: expect.any(String) } });
    const answers = (...given: object[]) => given.map((one, i) => ({ id: ids[i], ...one }));

    expect(await bulk({ ids, action: "star" })).toEqual(answers(done, done, done, failed("not_found")));
    expect(await listed("starred=true")).toEqual([running.id, ...jobs.map(({ id }) => id).reverse()]);
    expect(await bulk({ ids, action: "move", project: "Bulk" })).toMatchObject(answers(done, done, done, {}));
    expect(await listed("project=Bulk&starred=true")).toHaveLength(3);
    expect(await bulk({ ids, action: "delete" })).toEqual(answers(done, done, failed("conflict"), failed("not_found")));
    expect(await listed("project=Bulk")).toEqual([running.id]);
    expect(await bulk({ ids: ids.slice(0, 2), action: "star" })).toEqual(
      answers(failed("not_found"), failed("not_found")),
    );
    expect(await bulk({ ids, action: "restore" })).toMatchObject(answers(done, done, done, { ok: false }));
    expect(await bulk({ ids, action: "cancel" })).toMatchObject(answers(done, done, done, { ok: false }));
    expect((await follow(testApp.api, running, () => {})).status).toBe("cancelled");
    expect(await bulk({ ids, action: "delete" }, other)).toEqual(answers(...ids.map(() => failed("not_found"))));
    expect(await bulk({ ids: ids.slice(0, 3), action: "unstar" }, admin)).toEqual(answers(done, done, done));
    expect(await listed("starred=true")).toEqual([]);
  });

  test.each([
    [{ ids: [], action: "star" }, "/ids"],
    [{ ids: ["x"], action: "star" }, "/ids/0"],
    [
      {
        ids: Array.from({ length: 201 }, (_, i) => `0193c3a0-7d4e-7c1a-9a55-${String(i).padStart(12, "0")}`),
        action: "star",
      },
      "/ids",
    ],
    [{ ids: ["0193c3a0-7d4e-7c1a-9a55-3f1c0a2b4d5e"], action: "burn" }, "/action"],
    [{ ids: ["0193c3a0-7d4e-7c1a-9a55-3f1c0a2b4d5e"], action: "move" }, "/project"],
    [{ ids: ["0193c3a0-7d4e-7c1a-9a55-3f1c0a2b4d5e"], action: "star", project: "P" }, "/project"],
  ])("a wrong request is refused at its field: %#", async (body, pointer) => {
    const refusal = await me.post("/v1/jobs/bulk", body);
    expect([refusal.status, (await refusal.json()).errors[0].pointer]).toEqual([400, pointer]);
  });
});

test("projects are the names on jobs: listed with counts, renamed for all jobs, of one key only", async () => {
  const [first, second, third] = [await made("P one."), await made("P two."), await made("P three.")];
  for (const job of [first, second]) await change(job, { project: "Harbour" });
  await change(third, { project: "Night" });
  const projects = async (by = me) =>
    (await (await by.get("/v1/projects")).json()).data.map(({ name, jobs }: { name: string; jobs: number }) => [
      name,
      jobs,
    ]);
  expect(await projects()).toEqual(
    expect.arrayContaining([
      ["Harbour", 2],
      ["Night", 1],
    ]),
  );
  expect(await projects(other)).toEqual([]);
  await me.send("DELETE", path(second));
  const renamed = await me.post("/v1/projects/rename", { from: "Harbour", to: "Night" });
  expect([renamed.status, await renamed.json()]).toMatchObject([200, { name: "Night", jobs: 2 }]);
  await me.post(path(second, "/restore"));
  expect(await listed("project=Night")).toEqual([third.id, second.id, first.id]);
  expect(await projects()).toEqual(expect.arrayContaining([["Night", 3]]));
  for (const by of [me, other]) {
    expect((await by.post("/v1/projects/rename", { from: "Harbour", to: "X" })).status).toBe(404);
  }
});

test("the jobs that need a person are those in review, unconfirmed, and failed with an error that a retry may mend", async () => {
  const review = await begin("Reviewed.", { model: "next-scene", review: true });
  const failed = await made("Out of memory. [fault:fail]");
  const lost = await begin("Lost. [fault:submit-reset]");
  const fine = await made("Fine.");
  await vi.waitFor(
    async () => {
      expect((await look(review)).status).toBe("awaiting_review");
      expect((await look(lost)).steps[0]?.status).toBe("unconfirmed");
    },
    { timeout: 120_000 },
  );
  expect((await look(failed)).error?.retryable).toBe(true);
  const waiting = await listed("needsYou=true");
  expect(waiting).toEqual(expect.arrayContaining([review.id, failed.id, lost.id]));
  expect(waiting).not.toContain(fine.id);
  expect(await listed("needsYou=true&q=Reviewed.")).toEqual([review.id]);
  for (const job of [review, lost]) {
    await me.post(path(job, "/cancel"));
    await follow(testApp.api, job, () => {});
  }
  const left = await listed("needsYou=true");
  expect(left).toContain(failed.id);
  for (const { id } of [review, lost]) expect(left).not.toContain(id);
});

test("an admin sees one owner's jobs; another key may not", async () => {
  const job = await made("Owned.");
  const owner = job.keyId;
  expect(await listed(`owner=${owner}&q=Owned.`, admin)).toEqual([job.id]);
  expect(await listed(`owner=${owner}&q=Owned.`)).toEqual([job.id]);
  expect((await other.get(`/v1/jobs?owner=${owner}`)).status).toBe(403);
  expect((await change(job, { title: "By an admin" }, admin)).status).toBe(200);
  expect((await change(job, { title: "By a stranger" }, other)).status).toBe(404);
});

describe("the library", () => {
  const files = async (query = "", by = me): Promise<LibraryItem[]> =>
    ((await (await by.get(`/v1/library?${query}`)).json()) as LibraryList).data;
  const ids = (list: LibraryItem[]) => list.map(({ id }) => id);
  async function send(name: string, width: number): Promise<LibraryItem> {
    const bytes = await sharp(sample).resize(width).jpeg().toBuffer();
    const sent = await fetch(new URL(`/v1/uploads?name=${encodeURIComponent(name)}`, testApp.api.url), {
      method: "POST",
      headers: { "x-api-key": me.key ?? "", "content-type": "image/jpeg" },
      body: new Uint8Array(bytes),
    });
    const { id } = await sent.json();
    return (await me.get(`/v1/library/${id}`)).json();
  }

  test("has what a key uploaded and what its jobs made, by kind, name and the job's words, page by page", async () => {
    const mine = await send("100%_pier.jpg", 48);
    expect(mine).toMatchObject({ object: "file", type: "image", name: "100%_pier.jpg", isUpload: true, jobId: null });
    const job = await made("A lantern on the water.", { model: "wan-i2v" });
    const clip = job.outputs[0]?.id;
    expect(ids(await files("kind=video"))).toContain(clip);
    expect(ids(await files("kind=video"))).not.toContain(mine.id);
    expect(ids(await files("q=LANTERN&kind=video"))).toEqual([clip]);
    expect((await files("q=LANTERN&kind=video"))[0]).toMatchObject({ jobId: job.id, title: "A lantern on the water." });
    expect(ids(await files("q=100%25_p"))).toEqual([mine.id]);
    expect(ids(await files("q=100x"))).toEqual([]);
    expect(await files("", other)).toEqual([]);
    expect(await send("the same bytes.jpg", 48)).toMatchObject({ id: mine.id, name: "100%_pier.jpg" });
    const all = ids(await files("limit=100"));
    const paged: string[] = [];
    for (let after = ""; ; ) {
      const page: LibraryList = await (await me.get(`/v1/library?limit=2${after && `&after=${after}`}`)).json();
      paged.push(...ids(page.data));
      if (!page.hasMore || !page.lastId) break;
      after = page.lastId;
    }
    expect(paged).toEqual(all);
    await me.send("DELETE", path(job));
    expect(ids(await files("kind=video"))).not.toContain(clip);
    await me.post(path(job, "/restore"));
    expect(ids(await files("kind=video"))).toContain(clip);
  });

  test("keeps a starred file until its star is taken away", async () => {
    const { id } = await send("star.jpg", 56);
    const mark = async (body: object): Promise<LibraryItem> =>
      (await me.send("PATCH", `/v1/library/${id}`, body)).json();
    expect(await mark({ starred: true, name: "The pier" })).toMatchObject({ expiresAt: null, name: "The pier" });
    expect(ids(await files("starred=true"))).toEqual([id]);
    const { expiresAt } = await mark({ starred: false });
    expect(Date.parse(expiresAt ?? "")).toBeGreaterThan(Date.now());
    expect(await files("starred=true")).toEqual([]);
    expect((await me.send("PATCH", `/v1/library/${id}`, {})).status).toBe(400);
    expect((await other.send("PATCH", `/v1/library/${id}`, { starred: true })).status).toBe(404);
  });

  test("gives up an upload that no job uses, and says why it keeps the others", async () => {
    const { id } = await send("unused.jpg", 64);
    expect((await other.send("DELETE", `/v1/library/${id}`)).status).toBe(404);
    expect((await me.send("DELETE", `/v1/library/${id}`)).status).toBe(204);
    expect((await me.get(`/v1/library/${id}`)).status).toBe(404);
    expect((await send("unused.jpg", 64)).id).toBe(id); // an upload of the same bytes brings it back
    const used = await made("Uses it.", { input: [{ type: "image", url: `asset:${id}` }] });
    for (const file of [id, used.outputs[0]?.id]) {
      const refusal = await me.send("DELETE", `/v1/library/${file}`);
      expect([refusal.status, (await refusal.json()).detail]).toEqual([409, expect.stringContaining("elete the job")]);
    }
  });
});
