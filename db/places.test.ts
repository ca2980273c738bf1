import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Job } from "@/lib/schemas/job";
import type { Call } from "./calls";

/** Who gets a place at a service, on a real database file. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-line-"));
let db: Awaited<ReturnType<typeof open>>;

async function open() {
  vi.stubEnv("DATABASE_URL", `file:${folder}/line.db`);
  const [client, migrate, jobs, calls, openings, moves, places, testing] = await Promise.all([
    import("./core/client"),
    import("./core/migrate"),
    import("./jobs"),
    import("./calls"),
    import("./open-call"),
    import("./call-moves"),
    import("./places"),
    import("./testing/put-call"),
  ]);
  return { ...client, ...migrate, ...jobs, ...calls, ...openings, ...moves, ...places, ...testing };
}

beforeAll(async () => {
  db = await open();
  await db.migrateDatabase();
});
afterAll(async () => {
  await db.closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

let round = 0;
let service = "";
/** Each test has its own service. */
beforeEach(() => {
  round += 1;
  service = `service-${round}`;
});
const placeOf = (limit: number) => ({
  ...{ name: service, title: service, limit, services: [service], own: [service], entry: `pod:${service}` },
});

type Priority = Job["priority"];

/** A call that waits in line for the service. */
async function inLine(keyId: string, { priority = "normal" as Priority, row = {} as Partial<Call> } = {}) {
  const jobId = uuidv7();
  await db.addJob({ id: jobId, keyId, model: service, priority, input: {}, options: {}, plan: [] });
  const call = await db.openCall({ jobId, key: "ask", generation: 0, service, input: {}, requestHash: jobId });
  await db.joinLine(call, [service], "Waiting for a place.");
  if (Object.keys(row).length > 0) await db.putCall(call, row);
  return call.id;
}

async function takesPlace(id: string, limit: number): Promise<boolean> {
  const call = await db.findCall(id);
  if (!call) throw new Error("There is no such call.");
  const intent = { attempt: call.attempt + 1, base: "", tokenHash: id, submittedAt: new Date() };
  return (await db.transitionCall(call, "submit", intent, [placeOf(limit)])) !== null;
}
async function ends(id: string) {
  const call = await db.findCall(id);
  if (call) await db.transitionCall(call, "fail", {});
}

/** The order in which one place is given; each holder ends before the next call tries. The last ones try first. */
async function order(waiting: Record<string, string>): Promise<string[]> {
  const names = Object.keys(waiting).reverse();
  const given: string[] = [];
  while (given.length < names.length) {
    for (const name of names.filter((one) => !given.includes(one))) {
      const id = waiting[name] ?? "";
      if (!(await takesPlace(id, 1))) continue;
      given.push(name);
      await ends(id);
      break;
    }
  }
  return given;
}

test("of one key the oldest call goes first, and a higher priority before it", async () => {
  const waiting = {
    old: await inLine("a"),
    new: await inLine("a"),
    low: await inLine("a", { priority: "low" }),
    high: await inLine("a", { priority: "high" }),
    urgent: await inLine("a", { priority: "urgent" }),
  };
  expect(await order(waiting)).toEqual(["urgent", "high", "old", "new", "low"]);
});

test("the key with the fewest calls in progress goes first, however many another key has in line", async () => {
  const [a1, a2, a3] = [await inLine("a"), await inLine("a"), await inLine("a")];
  expect([await takesPlace(a1, 2), await takesPlace(a2, 2)]).toEqual([true, true]);
  const [b1, b2, c1] = [await inLine("b"), await inLine("b"), await inLine("c")];
  await ends(a1);
  // One place is free, and key a has the other one.
  expect(await db.callNext(placeOf(2))).toEqual([b1]);
  expect([await takesPlace(a3, 2), await takesPlace(b2, 2), await takesPlace(c1, 2)]).toEqual([false, false, false]);
  expect(await takesPlace(b1, 2)).toBe(true);
  await ends(a2);
  expect([await takesPlace(b2, 2), await takesPlace(a3, 2), await takesPlace(c1, 2)]).toEqual([false, true, false]);
});

test("two free places go to two keys, also if one key has the two oldest calls", async () => {
  const [a1, a2, b1] = [await inLine("a"), await inLine("a"), await inLine("b")];
  expect((await db.callNext(placeOf(2))).sort()).toEqual([a1, b1].sort());
  expect([await takesPlace(a2, 2), await takesPlace(b1, 2), await takesPlace(a1, 2)]).toEqual([false, true, true]);
  expect(await db.fullPlaces([placeOf(2)], a2)).toEqual([{ name: service, title: service, limit: 2, inUse: 2 }]);
});

test("a call that was called and did not come keeps no other call waiting, and still gets a place later", async () => {
  const calledAt = new Date(Date.now() - 60_000);
  const silent = await inLine("a", { row: { calledAt } });
  const next = await inLine("a");
  expect(await db.callNext(placeOf(1))).toEqual([next]);
  expect(await takesPlace(next, 1)).toBe(true);
  await ends(next);
  expect(await db.callNext(placeOf(1))).toEqual([silent]);
  expect(await takesPlace(silent, 1)).toBe(true);
});

test.each(["submitting", "unconfirmed", "waiting", "storing"] as const)("a call in %s has a place", async (status) => {
  const id = await inLine("a", { row: { status, inLineFor: null, attempt: 1 } });
  const next = await inLine("b");
  expect(await takesPlace(next, 1)).toBe(false);
  await ends(id);
  expect(await takesPlace(next, 1)).toBe(true);
});

test.each([
  ["waits for its next attempt", { status: "retrying", inLineFor: null, nextAttemptAt: new Date(Date.now() + 60_000) }],
  ["stores the result that an earlier try paid for", { status: "storing", inLineFor: null, attempt: 0 }],
  ["was cancelled while it waited", { status: "cancelled", finishedAt: new Date() }],
] as const)("a call that %s takes no place and is in no line", async (_, { ...row }) => {
  await inLine("a", { row: { ...row, inLineFor: null } });
  expect(await takesPlace(await inLine("b"), 1)).toBe(true);
});

test("a call of an ended job is in no line", async () => {
  const id = await inLine("a");
  const job = await db.findJob((await db.findCall(id))?.jobId ?? "");
  if (job) await db.endJob(job, { status: "completed", output: {} });
  expect(await db.callNext(placeOf(1))).toEqual([]);
});

test("calls that try at once in any order take all places and not one more", async () => {
  const keys = ["a", "a", "a", "a", "b", "b", "c"];
  const ids: string[] = [];
  for (const key of keys) ids.push(await inLine(key));
  let taken: string[] = [];
  for (let tries = 1; tries <= 3; tries++) {
    // Those that were refused try again, as if they were called.
    const took = await Promise.all(ids.toReversed().map(async (id) => ((await takesPlace(id, 3)) ? [id] : [])));
    taken = [...taken, ...took.flat()];
  }
  const keysOf = taken.map((id) => keys[ids.indexOf(id)]);
  expect(keysOf.sort()).toEqual(["a", "b", "c"]);
});
