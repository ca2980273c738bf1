import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Caller, startCaller } from "@/testing/caller-server";

/** The attempts of a delivery, and when an origin is paused: against a real database and a caller's real server. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-webhook-"));
let caller: Caller;
let other: Caller;

beforeAll(async () => {
  [caller, other] = await Promise.all([startCaller(), startCaller()]);
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("ALLOW_NETWORKS", `${caller.network},${other.network}`);
  const { migrateDatabase } = await import("@/db/core/migrate");
  await migrateDatabase();
});
afterAll(async () => {
  caller.close();
  other.close();
  const { closeDatabase } = await import("@/db/core/client");
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

let keyId = "";
let path = "";
beforeEach(() => {
  keyId = uuidv7();
  path = `/${keyId}`;
});
const where = () => ({ keyId, origin: caller.origin });

/** The delivery of a job that has just ended. */
async function made(url = caller.origin + path, owner = keyId) {
  const { addJob, endJob, findJob } = await import("@/db/jobs");
  const { listDeliveries } = await import("@/db/deliveries");
  const id = uuidv7();
  const nothing = { input: {}, options: {}, plan: [] };
  await addJob({ id, keyId: owner, model: "qwen-vl", priority: "normal", webhookUrl: url, ...nothing });
  const job = await findJob(id);
  if (job) await endJob(job, { status: "completed", output: { text: "done" } });
  const [delivery] = await listDeliveries({ jobId: id, limit: 1 });
  if (!delivery) throw new Error("The job has no delivery.");
  return delivery;
}
async function attempt(id: string, round = 0) {
  const { attemptDelivery } = await import("./deliver-webhook");
  return attemptDelivery(id, round);
}
async function look(id: string) {
  const { findDelivery } = await import("@/db/deliveries");
  const delivery = await findDelivery(id);
  if (!delivery) throw new Error("The delivery is gone.");
  return delivery;
}
async function origins() {
  const { listOrigins } = await import("@/db/webhook-origins");
  return listOrigins(keyId, { limit: 10 });
}
async function change(set: { failures?: number; failingSince?: Date; lastFailureAt?: Date }) {
  const { database } = await import("@/db/core/client");
  const { failingOrigins } = await import("@/db/schema");
  const { eq } = await import("drizzle-orm");
  await (await database()).update(failingOrigins).set(set).where(eq(failingOrigins.keyId, keyId));
}
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** A new delivery's first attempt, refused. */
async function fail() {
  caller.answer(path, { status: 500 });
  const { id } = await made();
  await attempt(id);
  return id;
}

test("two runs of one delivery at once make one attempt", async () => {
  const { id } = await made();
  await Promise.all(Array.from({ length: 10 }, () => attempt(id)));
  expect([caller.at(path).length, (await look(id)).status]).toEqual([1, "delivered"]);
});

test("an attempt whose process died is repeated after its lease, under the next number", async () => {
  const { claimAttempt, leaseMs } = await import("@/db/delivery-attempts");
  const delivery = await made();
  const now = Date.now();
  expect(await claimAttempt(delivery, now)).toBe(1);
  expect(await claimAttempt(await look(delivery.id), now + leaseMs - 1)).toBeNull();
  const { retryAt } = await attempt(delivery.id);
  expect(Date.parse(retryAt ?? "")).toBe(now + leaseMs);
  expect(await claimAttempt(await look(delivery.id), now + leaseMs)).toBe(2);
});

test("nothing is sent before it is due", async () => {
  const id = await fail();
  const due = (await look(id)).nextAttemptAt?.toISOString();
  expect(await attempt(id)).toEqual({ retryAt: due });
  expect(caller.at(path).length).toBe(1);
});

test("a run of an earlier round ends when it wakes", async () => {
  const { replayDelivery } = await import("@/db/deliveries");
  const id = await fail();
  expect(await replayDelivery(await look(id))).toBe(`delivery-${id}-1`);
  expect(await attempt(id, 0)).toEqual({ retryAt: null });
  expect(caller.at(path).length).toBe(1);
  caller.answer(path, { status: 204 });
  await attempt(id, 1);
  expect([caller.at(path).length, (await look(id)).status]).toEqual([2, "delivered"]);
});

test("a late success counts; a late failure after it changes nothing", async () => {
  const { claimAttempt, noteAttempts } = await import("@/db/delivery-attempts");
  const delivery = await made();
  const reply = { status: 200, milliseconds: 1, answer: "" };
  const first = await claimAttempt(delivery, Date.now());
  const second = await claimAttempt(delivery, Date.now() + 60_000);
  await noteAttempts([{ delivery, attempt: first ?? 0, outcome: { status: "delivered" } }], reply);
  await noteAttempts([{ delivery, attempt: second ?? 0, outcome: { status: "failed" } }], { ...reply, status: 500 });
  expect(await look(delivery.id)).toMatchObject({ status: "delivered", attempt: 2 });
});

test("after ten attempts it has failed, and the eleventh is never made", async () => {
  const { database } = await import("@/db/core/client");
  const { deliveries } = await import("@/db/schema");
  const { eq } = await import("drizzle-orm");
  const id = await fail();
  for (let made = 1; made < 10; made++) {
    expect((await look(id)).status).toBe("pending");
    await (await database())
      .update(deliveries)
      .set({ nextAttemptAt: new Date(0) })
      .where(eq(deliveries.id, id));
    await attempt(id);
  }
  expect(await look(id)).toMatchObject({ status: "failed", attempt: 10, nextAttemptAt: null });
  await attempt(id);
  expect(caller.at(path).length).toBe(10);
});

test("99 failures in a row do not pause an origin, the hundredth does, even if they arrive together", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 98; i++) ids.push(await fail());
  const [last, more] = [await made(), await made()];
  await attempt(last.id);
  expect(await origins()).toMatchObject([{ origin: caller.origin, failures: 99, pausedAt: null, waiting: 0 }]);
  const third = await made();
  await Promise.all([attempt(more.id), attempt(third.id)]);
  expect(await origins()).toMatchObject([{ pausedAt: expect.any(Date), waiting: 101 }]);
  expect((await look(ids[0] ?? "")).nextAttemptAt).toBeNull();
});

test("a success in between resets the count", async () => {
  await fail();
  await change({ failures: 99 });
  caller.answer(path, { status: 204 });
  await attempt((await made()).id);
  expect(await origins()).toEqual([]);
  await fail();
  expect(await origins()).toMatchObject([{ failures: 1, pausedAt: null }]);
});

test("five days without one success pause an origin", async () => {
  await fail();
  await change({ failingSince: daysAgo(4.9), lastFailureAt: daysAgo(1) });
  await fail();
  expect(await origins()).toMatchObject([{ failures: 2, pausedAt: null }]);
  await change({ failingSince: daysAgo(5.1) });
  await fail();
  expect(await origins()).toMatchObject([{ failures: 3, pausedAt: expect.any(Date), waiting: 3 }]);
});

test("one failure long ago and one today do not pause an origin", async () => {
  await fail();
  await change({ failingSince: daysAgo(30), lastFailureAt: daysAgo(28) });
  await fail();
  expect(await origins()).toMatchObject([{ failures: 2, pausedAt: null }]);
});

test("while an origin is paused its new deliveries wait; those of other keys and origins are sent", async () => {
  await fail();
  await change({ failures: 99 });
  await fail();
  caller.answer(path, { status: 204 });
  const before = caller.at(path).length;
  const waiting = await made();
  expect([waiting.status, await attempt(waiting.id)]).toEqual(["paused", { retryAt: null }]);
  expect(caller.at(path).length).toBe(before);
  const elsewhere = await made(other.origin + path);
  const anothers = await made(caller.origin + path, uuidv7());
  for (const { id } of [elsewhere, anothers]) await attempt(id);
  expect([(await look(elsewhere.id)).status, (await look(anothers.id)).status]).toEqual(["delivered", "delivered"]);
});

test("a resumed origin's deliveries are due at once with their whole schedule; resumed twice, they are sent once", async () => {
  const { resumeOrigin } = await import("@/db/webhook-origins");
  await fail();
  await change({ failures: 99 });
  const id = await fail();
  const waiting = await made();
  caller.answer(path, { status: 204 });
  const events = (await Promise.all([resumeOrigin(where()), resumeOrigin(where())])).flat();
  expect(events).toContain(`delivery-${id}-1`);
  expect(events).toContain(`delivery-${waiting.id}-1`);
  expect(await look(id)).toMatchObject({ status: "pending", round: 1, scheduleFrom: 1 });
  const before = caller.at(path).length;
  await attempt(id, 1);
  expect([caller.at(path).length, (await look(id)).status]).toEqual([before + 1, "delivered"]);
});

test("a replay goes to a paused origin as a probe: a failure leaves it paused, a success resumes all", async () => {
  const { replayDelivery } = await import("@/db/deliveries");
  const first = await fail();
  await change({ failures: 99 });
  const second = await fail();
  await replayDelivery(await look(second));
  await attempt(second, 1);
  expect([(await look(second)).status, (await look(first)).status]).toEqual(["paused", "paused"]);
  caller.answer(path, { status: 204 });
  await replayDelivery(await look(second));
  await attempt(second, 2);
  expect([(await look(second)).status, (await look(first)).status]).toEqual(["delivered", "pending"]);
  expect(await origins()).toEqual([]);
});

test("an origin that failed long ago is forgotten, unless a delivery waits for it", async () => {
  const { forgetOrigins } = await import("@/db/webhook-origins");
  await fail();
  await change({ lastFailureAt: daysAgo(2) });
  await forgetOrigins(daysAgo(3));
  expect(await origins()).toMatchObject([{ failures: 1 }]);
  await forgetOrigins(daysAgo(1));
  expect(await origins()).toEqual([]);
  await fail();
  await change({ failures: 99 });
  await fail();
  await change({ lastFailureAt: daysAgo(2) });
  await forgetOrigins(daysAgo(1));
  expect(await origins()).toMatchObject([{ pausedAt: expect.any(Date), waiting: 3 }]);
});
