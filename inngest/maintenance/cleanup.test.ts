import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { JobRow } from "@/db/jobs";
import { putCall } from "@/db/testing/put-call";
import { qwenEdit } from "@/lib/services";
import { thumbnailKey } from "@/lib/storage/thumbnail-key";

/** On a real database file and a real disk store; the time is a parameter, so no test waits. */

const tables = "assets asset_uses calls counters deliveries delivery_attempts events idempotency inbox jobs outbox";
const owner = "owner";
const hour = 3_600_000;
const inHours = (count: number) => Date.now() + count * hour;
const inDays = (count: number) => inHours(24 * count);

let dir: string;
let service: Server;
let cancels: string[];
let cancelAnswer: number;
let testApp: Awaited<ReturnType<typeof open>>;

async function open() {
  const [
    assets,
    calls,
    openings,
    moves,
    client,
    going,
    counters,
    deleting,
    deliveries,
    jobs,
    keeping,
    library,
    migrate,
    outbox,
    store,
    ledger,
    sweep,
    walk,
  ] = await Promise.all([
    import("@/db/assets"),
    import("@/db/calls"),
    import("@/db/open-call"),
    import("@/db/call-moves"),
    import("@/db/core/client"),
    import("@/db/continue-job"),
    import("@/db/counters"),
    import("@/db/delete-jobs"),
    import("@/db/delivery-attempts"),
    import("@/db/jobs"),
    import("@/db/keep-jobs"),
    import("@/db/library"),
    import("@/db/core/migrate"),
    import("@/db/outbox"),
    import("@/lib/storage/current"),
    import("../calls/ledger"),
    import("./cleanup"),
    import("./orphan-scan"),
  ]);
  return {
    ...assets,
    ...calls,
    ...openings,
    ...moves,
    ...client,
    ...going,
    ...counters,
    ...deleting,
    ...deliveries,
    ...jobs,
    ...keeping,
    ...library,
    ...migrate,
    ...outbox,
    ...store,
    ...ledger,
    ...sweep,
    ...walk,
  };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "sweep-"));
  service = createServer((request, response) => {
    cancels.push(`${request.method} ${request.url}`);
    response.writeHead(cancelAnswer).end("{}");
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  Object.assign(process.env, { DATA_DIR: dir, DATABASE_URL: `file:${dir}/sweep.db`, S3_BUCKET: "" });
  process.env.ALLOW_NETWORKS = `127.0.0.1/32:${portOf(service)}`;
  testApp = await open();
  await testApp.migrateDatabase();
});
afterAll(async () => {
  await testApp.closeDatabase();
  await new Promise((resolve) => service.close(resolve));
  await rm(dir, { recursive: true });
});
beforeEach(async () => {
  cancels = [];
  cancelAnswer = 200;
  const db = await testApp.database();
  for (const table of tables.split(" ")) await db.run(sql`delete from ${sql.identifier(table)}`);
  for await (const { key } of testApp.store().list()) await testApp.store().remove(key);
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const asset = (id: string) => `asset:${id}`;

async function put(content: string): Promise<{ sha256: string; storageKey: string }> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const storageKey = `${sha256.slice(0, 2)}/${sha256}.png`;
  const path = testApp.store().tempPath();
  await writeFile(path, content);
  await testApp.store().put(storageKey, path, { contentType: "image/png", sha256 });
  return { sha256, storageKey };
}

async function keep(content: string, keyId = owner) {
  const kind = { type: "image" as const, contentType: "image/png", extension: "png", sizeBytes: content.length };
  return (await testApp.addAsset({ keyId, ...(await put(content)), ...kind })).asset;
}

const stays = async (one: { id: string; storageKey: string }) => ({
  row: (await testApp.findAsset(one.id)) !== undefined,
  file: (await testApp.store().stat(one.storageKey)) !== null,
});
const kept = { row: true, file: true };
const gone = { row: false, file: false };

let jobs = 0;

/** An unknown service, so its results are not reused. */
const forgotten = "forgotten";

/** An unfinished job that has made a keyframe from a picture. */
async function film(picture: { id: string }, made: { id: string }, service = "qwen-edit") {
  jobs += 1;
  const id = `00000000-0000-7000-8000-${String(jobs).padStart(12, "0")}`;
  const base = { id, keyId: owner, model: "next-scene", priority: "normal" as const, options: {}, plan: [] };
  await testApp.addJob({ ...base, input: { image: asset(picture.id) }, webhookUrl: "https://caller.example/" });
  await testApp.startJob(id, `run-${id}`);
  const wanted = { jobId: id, key: "keyframe", generation: 0, service, requestHash: id };
  const call = await testApp.openCall({ ...wanted, input: { image: asset(picture.id), prompt: "Snow." } });
  await testApp.transitionCall(call, "succeed", { output: { image: asset(made.id) } });
  const now = async () => (await testApp.findJob(id)) as JobRow;
  return { id, call, now };
}

/** The number of rows of every table, and the counters: all that a cleanup may change. */
async function everything() {
  const db = await testApp.database();
  const rows = await Promise.all(
    tables.split(" ").map(async (name) => [name, await db.all(sql`select * from ${sql.identifier(name)}`)]),
  );
  return Object.fromEntries(rows);
}

test("an unused upload is removed after its hours, with its file", async () => {
  const upload = await keep("upload");
  await testApp.cleanUp(inHours(23));
  expect(await stays(upload)).toEqual(kept);
  await testApp.cleanUp(inHours(25));
  expect(await stays(upload)).toEqual(gone);
  expect(await testApp.readCounters()).toMatchObject({ "assets.expired": 1, "files.removed": 1 });
});

test("an upload that is held or sent again is kept for its full hours again", async () => {
  const upload = await keep("upload");
  const db = await testApp.database();
  await db.run(sql`update assets set expires_at = 0`);
  expect(await testApp.holdAssets([upload.id])).toBe(true);
  await testApp.cleanUp(inHours(23));
  await db.run(sql`update assets set expires_at = 0`);
  expect((await keep("upload")).id).toBe(upload.id);
  await testApp.cleanUp(inHours(23));
  expect(await stays(upload)).toEqual(kept);
  expect(await testApp.holdAssets([upload.id, "none"])).toBe(false);
});

test("files of an unfinished job stay, however long it takes", async () => {
  const [picture, keyframe] = [await keep("picture"), await keep("keyframe")];
  await film(picture, keyframe);
  await testApp.cleanUp(inDays(90));
  await testApp.cleanUp(inDays(91));
  expect([await stays(picture), await stays(keyframe)]).toEqual([kept, kept]);
  // Not checked in every round: a batch of such assets would delay the others.
  expect((await testApp.findAsset(picture.id))?.expiresAt?.getTime()).toBeGreaterThan(inDays(91));
});

test("the film of an ended job and its sources stay until its days are over; files without further use are removed after a day", async () => {
  const [picture, keyframe, result] = [await keep("picture"), await keep("keyframe"), await keep("film")];
  const job = await film(picture, keyframe, forgotten);
  await testApp.endJob(await job.now(), { status: "completed", output: { video: asset(result.id) } });
  await testApp.cleanUp(inHours(25));
  expect([await stays(picture), await stays(keyframe), await stays(result)]).toEqual([kept, gone, kept]);
  await testApp.cleanUp(inDays(29));
  expect([await stays(picture), await stays(result), (await job.now()).status]).toEqual([kept, kept, "completed"]);
  await testApp.cleanUp(inDays(31));
  expect([await stays(picture), await stays(result), await job.now()]).toEqual([gone, gone, undefined]);
});

test("reusable results stay as long, but not longer than their job", async () => {
  const [picture, keyframe] = [await keep("picture"), await keep("keyframe")];
  const job = await film(picture, keyframe);
  await testApp.endJob(await job.now(), { status: "failed", error: failure });
  await testApp.cleanUp(inDays(29));
  expect(await stays(keyframe)).toEqual(kept);
  await testApp.cleanUp(inDays(31));
  expect([await stays(keyframe), await job.now()]).toEqual([gone, undefined]);
});

test("on the next day a re-take repeats only what was changed, and another job repeats nothing", async () => {
  const [picture, keyframe] = [await keep("picture"), await keep("keyframe")];
  const job = await film(picture, keyframe);
  const input = { image: asset(picture.id), prompt: "Snow." };
  const asked = { key: "keyframe", service: qwenEdit, input };
  const db = await testApp.database();
  const hash = await testApp.requestHash(qwenEdit, input);
  await db.run(sql`update calls set request_hash = ${hash}, output = ${JSON.stringify(made(keyframe))}`);
  await testApp.endJob(await job.now(), { status: "completed", output: {} });
  for (const [table, ...columns] of timesOf) {
    const moved = columns.map((column) => sql`${sql.identifier(column)} = ${sql.identifier(column)} - ${25 * hour}`);
    await db.run(sql`update ${sql.identifier(table ?? "")} set ${sql.join(moved, sql`, `)}`);
  }
  await testApp.cleanUp();
  await testApp.requeueJob(await job.now(), { from: ["completed"], plan: [], estimated: 0 });
  const again = (await testApp.findInLedger({ jobId: job.id, generation: 1, ...asked }))?.call;
  expect([again?.id, again?.status, again?.lastGeneration]).toEqual([job.call.id, "succeeded", 0]);
  const other = "00000000-0000-7000-9000-000000000000";
  await testApp.addJob({
    id: other,
    keyId: owner,
    model: "next-scene",
    priority: "normal",
    input,
    options: {},
    plan: [],
  });
  const reused = await testApp.findInLedger({ jobId: other, generation: 0, ...asked });
  expect(reused?.call).toMatchObject({ status: "cached", output: made(keyframe), cost: 0 });
});
const made = ({ id }: { id: string }) => ({ image: asset(id), images: [asset(id)] });
const timesOf = [
  ["assets", "expires_at"],
  ["asset_uses", "until"],
  ["calls", "created_at", "finished_at"],
  ["jobs", "created_at", "started_at", "finished_at", "expires_at"],
];

test("an expired job is removed with all its rows", async () => {
  const job = await film(await keep("picture"), await keep("keyframe"));
  await testApp.endJob(await job.now(), { status: "completed", output: {} });
  await testApp.cleanUp(inDays(31));
  const { counters, ...rest } = await everything();
  expect(Object.values(rest).flat()).toEqual([]);
  expect(await testApp.readCounters()).toMatchObject({ "jobs.expired": 1, "assets.expired": 2, "files.removed": 2 });
});

test("a deleted job can be restored for its hours, and is then removed with its files", async () => {
  const [picture, keyframe] = [await keep("picture"), await keep("keyframe")];
  const job = await film(picture, keyframe, forgotten);
  const made = await keep("film");
  expect(await testApp.hideJob(job.id)).toBe(false); // it has not ended
  await testApp.endJob(await job.now(), { status: "completed", output: { video: asset(made.id) } });
  expect(await testApp.hideJob(job.id)).toBe(true);
  await testApp.cleanUp(inHours(23));
  expect(await testApp.restoreJob(job.id)).toBe(true);
  await testApp.cleanUp(inHours(49));
  expect(await stays(made)).toEqual(kept);
  await testApp.hideJob(job.id);
  await testApp.cleanUp(inHours(25));
  expect([await job.now(), await testApp.restoreJob(job.id)]).toEqual([undefined, false]);
  await testApp.cleanUp(inHours(50));
  expect([await stays(made), await stays(picture)]).toEqual([gone, gone]);
});

test("a starred file stays until its star is taken away, and then for the hours of an upload", async () => {
  const file = await keep("starred");
  await testApp.markFile(file.id, { starred: true });
  await testApp.cleanUp(inDays(400));
  expect(await stays(file)).toEqual(kept);
  const db = await testApp.database();
  await db.run(sql`update assets set expires_at = 0`);
  await testApp.markFile(file.id, { starred: false });
  await testApp.cleanUp(inHours(23));
  expect(await stays(file)).toEqual(kept);
  await testApp.cleanUp(inHours(25));
  expect(await stays(file)).toEqual(gone);
});

test("files of a removed job are removed after the hours of an upload; files of another job stay", async () => {
  const [picture, keyframe, result] = [await keep("picture"), await keep("keyframe"), await keep("film")];
  const [one, other] = [await film(picture, keyframe), await film(picture, keyframe)];
  await testApp.endJob(await one.now(), { status: "completed", output: { video: asset(result.id) } });
  await testApp.endJob(await other.now(), { status: "failed", error: failure });
  await testApp.deleteJobs([one.id]);
  await testApp.cleanUp(inHours(25));
  expect([await stays(picture), await stays(result)]).toEqual([kept, gone]);
});

const failure = { code: "internal", message: "It failed.", step: null, service: null, retryable: true };

test("a job that is retried after its keyframes were removed makes them again", async () => {
  const [picture, keyframe] = [await keep("picture"), await keep("keyframe")];
  const job = await film(picture, keyframe, forgotten);
  await testApp.endJob(await job.now(), { status: "failed", error: failure });
  await testApp.cleanUp(inHours(25));
  expect(await testApp.findCall(job.call.id)).toMatchObject({ status: "succeeded" });
  await testApp.requeueJob(await job.now(), { plan: [], estimated: 0 });
  expect(await testApp.findCall(job.call.id)).toMatchObject({ status: "skipped" });
});

test("a retry keeps the remaining files, and an expired job that was queued again stays", async () => {
  const job = await film(await keep("picture"), await keep("keyframe"));
  await testApp.endJob(await job.now(), { status: "failed", error: failure });
  await testApp.requeueJob(await job.now(), { plan: [], estimated: 0 });
  await testApp.deleteJobs([job.id]);
  await testApp.cleanUp(inDays(31));
  expect([(await job.now()).status, (await testApp.findCall(job.call.id))?.status]).toEqual(["queued", "succeeded"]);
});

test("a file of two keys stays while one of them uses it", async () => {
  const [mine, theirs] = [await keep("shared"), await keep("shared", "another")];
  const db = await testApp.database();
  await db.run(sql`update assets set expires_at = ${inDays(9)} where id = ${theirs.id}`);
  await testApp.cleanUp(inDays(2));
  expect([await stays(mine), await stays(theirs)]).toEqual([{ row: false, file: true }, kept]);
  await testApp.cleanUp(inDays(10));
  expect(await stays(theirs)).toEqual(gone);
});

test("a file that is being received is never removed; an abandoned one is", async () => {
  const path = `${testApp.store().tempPath()}.part`;
  await writeFile(path, "half");
  await testApp.cleanUp(inHours(1.5)); // as if the clock were set ahead
  await access(path);
  await testApp.cleanUp(inHours(3));
  await expect(access(path)).rejects.toThrow();
  expect(await testApp.readCounters()).toMatchObject({ "parts.removed": 1 });
});

test("a file that is stored again while its asset is removed stays: a new asset follows", async () => {
  const upload = await keep("upload");
  const db = await testApp.database();
  await db.run(sql`update assets set expires_at = 0`);
  await testApp.cleanUp();
  expect(await stays(upload)).toEqual({ row: false, file: true });
});

test("a file without an asset is removed, but not before its asset had time to be stored", async () => {
  const named = await keep("named");
  const { storageKey } = await put("unnamed");
  await testApp.scanForOrphans();
  expect(await testApp.store().stat(storageKey)).not.toBeNull();
  await testApp.scanForOrphans(inHours(2));
  expect(await testApp.store().stat(storageKey)).toBeNull();
  expect(await stays(named)).toEqual(kept);
});

test("a thumbnail is removed with its file; one without its file is found", async () => {
  const upload = await keep("upload");
  const small = async (storageKey: string) => {
    const path = testApp.store().tempPath();
    await writeFile(path, "small");
    const key = thumbnailKey(storageKey);
    const sha256 = createHash("sha256").update("small").digest("hex");
    await testApp.store().put(key, path, { contentType: "image/webp", sha256 });
    return async () => (await testApp.store().stat(key)) !== null;
  };
  const isThere = await small(upload.storageKey);
  const orphaned = await small((await put("went before")).storageKey);
  await testApp.scanForOrphans(inHours(2));
  expect([await isThere(), await orphaned()]).toEqual([true, false]);
  await testApp.cleanUp(inHours(25));
  expect([await stays(upload), await isThere()]).toEqual([gone, false]);
});

test("a file with a foreign name is never removed", async () => {
  await keep("named");
  const path = testApp.store().tempPath();
  await writeFile(path, "delivered");
  await testApp.store().put("delivered/film.mp4", path, { contentType: "video/mp4", sha256: "" });
  await testApp.scanForOrphans(inHours(2));
  expect(await testApp.store().stat("delivered/film.mp4")).not.toBeNull();
});

test("an asset without its file is removed, unless an unfinished job uses it", async () => {
  const [picture, lost, whole] = [await keep("picture"), await keep("lost"), await keep("whole")];
  await film(picture, whole);
  for (const { storageKey } of [picture, lost]) await testApp.store().remove(storageKey);
  await testApp.scanForOrphans();
  expect(await Promise.all([picture, lost, whole].map(stays))).toEqual([{ row: true, file: false }, gone, kept]);
  expect(await testApp.readCounters()).toMatchObject({ "rows.removed": 1, "files.missing": 1 });
});

test("with a store and a database that do not belong together nothing is removed", async () => {
  const lost = await keep("lost");
  await testApp.store().remove(lost.storageKey);
  const { storageKey } = await put("of another database");
  await testApp.scanForOrphans(inHours(2));
  expect(await stays(lost)).toEqual({ row: true, file: false });
  expect(await testApp.store().stat(storageKey)).not.toBeNull();
});

/** A call whose job ended while a service was working on it. */
async function leftAtService() {
  const job = await film(await keep("picture"), await keep("keyframe"));
  const wanted = { jobId: job.id, key: "clip", generation: 0, service: "wan-i2v", requestHash: job.id };
  const call = await testApp.openCall({ ...wanted, input: { image: "asset:none", prompt: "Snow." } });
  const base = `http://127.0.0.1:${portOf(service)}`;
  const started = { base, serviceJobId: "work-1", submittedAt: new Date() };
  await putCall(call, { status: "waiting", ...started });
  await testApp.endJob(await job.now(), { status: "failed", error: failure });
  return { job, call };
}

test("work left at a service is cancelled, once, and not in the first minute", async () => {
  const { call } = await leftAtService();
  await testApp.cleanUp();
  expect(cancels).toEqual([]);
  await testApp.cleanUp(Date.now() + 61_000);
  await testApp.cleanUp(Date.now() + 62_000);
  expect(cancels).toEqual(["POST /cancel/work-1"]);
  expect(await testApp.findCall(call.id)).toMatchObject({ cancelPending: false, message: "Cancelled at the service." });
  expect(await testApp.readCounters()).toMatchObject({ "calls.released": 1 });
});

test("work of a removed job is cancelled too, and then its call is removed", async () => {
  const { job, call } = await leftAtService();
  await testApp.deleteJobs([job.id]);
  expect(await testApp.findCall(call.id)).toMatchObject({ cancelPending: true });
  await testApp.cleanUp(Date.now() + 61_000);
  expect([cancels, await testApp.findCall(call.id)]).toEqual([["POST /cancel/work-1"], undefined]);
});

test("cancelling is retried for a day if the service does not confirm it, and does not delay other calls", async () => {
  const { call } = await leftAtService();
  const upload = await keep("upload");
  cancelAnswer = 500;
  await testApp.cleanUp(inHours(23));
  expect(await testApp.findCall(call.id)).toMatchObject({ cancelPending: true });
  await testApp.cleanUp(inHours(25));
  const message = "Could not cancel the work at the service within 24 hours: wan-i2v answered 500 to the cancel.";
  expect(await testApp.findCall(call.id)).toMatchObject({ cancelPending: false, message });
  expect(await stays(upload)).toEqual(gone);
  expect(await testApp.readCounters()).toMatchObject({ "calls.released": 0, "calls.given_up": 1 });
});

test("cancelling is retried less and less often", async () => {
  await leftAtService();
  cancelAnswer = 500;
  const inSeconds = (seconds: number) => Date.now() + seconds * 1000;
  for (let seconds = 0; seconds < 600; seconds += 15) await testApp.cleanUp(inSeconds(seconds));
  expect(cancels.length).toBeGreaterThan(3);
  expect(cancels.length).toBeLessThan(10);
  for (let hours = 1; hours < 24; hours += 0.25) await testApp.cleanUp(inHours(hours));
  expect(cancels.length).toBeLessThan(40);
});

test("an event that is sent again is counted once, however often it is sent", async () => {
  const job = await film(await keep("picture"), await keep("keyframe"));
  const end = await testApp.endJob(await job.now(), { status: "failed", error: failure });
  const [ended, delivery] = [end?.event ?? "", end?.deliveries[0]?.event ?? ""];
  for (const id of [ended, ended, delivery]) await testApp.markSent({ [id]: null }, "events.resent");
  const [overdue] = await testApp.overdueDeliveries(new Date(inHours(1)));
  if (!overdue) throw new Error("There is no delivery.");
  const now = Date.now();
  expect(await testApp.noteResend(overdue, now)).toEqual(await testApp.noteResend(overdue, now));
  expect(await testApp.readCounters()).toMatchObject({ "events.resent": 2, "deliveries.resent": 1 });
  await testApp.deleteJobs([job.id]);
  expect(await testApp.unsentEvents()).toEqual([]);
});

test("a restarted job is counted, and one that another process started is not", async () => {
  const job = await film(await keep("picture"), await keep("keyframe"));
  const before = await job.now();
  expect([await testApp.redriveJob(before), await testApp.redriveJob(before)]).toEqual([`job-${job.id}-2`, null]);
  expect(await testApp.readCounters()).toMatchObject({ "jobs.redriven": 1 });
});

test("a second cleanup and scan change nothing", async () => {
  const job = await film(await keep("picture"), await keep("keyframe"));
  await testApp.endJob(await job.now(), { status: "completed", output: { video: asset((await keep("film")).id) } });
  await film(await keep("another picture"), await keep("another keyframe"));
  await put("unnamed");
  const now = inHours(25);
  const round = async () => {
    await testApp.cleanUp(now);
    await testApp.scanForOrphans(now);
    return everything();
  };
  expect(await round()).toEqual(await round());
});

test("a held answer that was cut off by a kill is removed; whole ones and one being written stay", async () => {
  const held = join(dir, "held-answers");
  await mkdir(held, { recursive: true });
  const names = ["whole.json", "old.json.1.part", "young.json.2.part"];
  for (const name of names) await writeFile(join(held, name), "{");
  const long = new Date(inHours(-3));
  for (const name of ["whole.json", "old.json.1.part"]) await utimes(join(held, name), long, long);
  await testApp.cleanUp();
  expect((await readdir(held)).sort()).toEqual(["whole.json", "young.json.2.part"]);
  await rm(held, { recursive: true });
});
