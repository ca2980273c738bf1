import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** How long providers rest, on a real database file. */

let dir: string;
let db: Awaited<ReturnType<typeof open>>;

async function open() {
  const [client, migrate, rests] = await Promise.all([
    import("./core/client"),
    import("./core/migrate"),
    import("./provider-rests"),
  ]);
  return { ...client, ...migrate, ...rests };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "rests-"));
  process.env.DATABASE_URL = `file:${dir}/rests.db`;
  db = await open();
  await db.migrateDatabase();
});
afterAll(async () => {
  await db.closeDatabase();
  await rm(dir, { recursive: true, force: true });
});

const start = Date.parse("2026-01-31T12:00:00Z");
const busy = { kind: "throttled", why: "Too many requests.", retryAfter: null } as const;
const restOf = async (provider: string, role = "speech") =>
  (await db.restsOf(provider)).find((one) => one.role === role);
/** Seconds from `start` until a provider's rest ends. */
const endOf = async (provider: string, role = "speech") =>
  ((await restOf(provider, role))?.until?.getTime() ?? start) / 1000 - start / 1000;

test("each rest is twice as long as the last one, from 15 seconds to 10 minutes", async () => {
  const lengths: number[] = [];
  let at = 0;
  for (let failure = 0; failure < 8; failure++) {
    await db.noteRefusal({ provider: "a", role: "speech" }, busy, start + at * 1000);
    const end = await endOf("a");
    lengths.push(end - at);
    at = end;
  }
  expect(lengths).toEqual([15, 30, 60, 120, 240, 480, 600, 600]);
});

test("many calls that are refused at once are one failure", async () => {
  await Promise.all(Array.from({ length: 20 }, () => db.noteRefusal({ provider: "b", role: "speech" }, busy, start)));
  expect([await endOf("b"), (await restOf("b"))?.failures]).toEqual([15, 1]);
});

test("a longer Retry-After replaces the rest, also during it; a shorter one does not", async () => {
  const where = { provider: "c", role: "speech" };
  await db.noteRefusal(where, { ...busy, retryAfter: 5 }, start);
  expect(await endOf("c")).toBe(15);
  await db.noteRefusal(where, { ...busy, retryAfter: 900 }, start + 1000);
  expect([await endOf("c"), (await restOf("c"))?.failures]).toEqual([901, 1]);
  await db.noteRefusal(where, busy, start + 2000);
  expect(await endOf("c")).toBe(901);
});

test("the first acceptance ends the rest, and the next one begins with 15 seconds again", async () => {
  const where = { provider: "d", role: "speech" };
  for (const seconds of [0, 20, 60]) await db.noteRefusal(where, busy, start + seconds * 1000);
  expect((await restOf("d"))?.failures).toBe(3);
  const worked = new Date(start + 70_000);
  await db.noteAcceptance(where, worked);
  expect(await restOf("d")).toMatchObject({ until: null, failures: 0, why: busy.why, lastWorkedAt: worked });
  expect(db.lastWorked(await db.restsOf(), "d")).toEqual(worked);
  await db.noteRefusal(where, busy, start + 100_000);
  expect(await endOf("d")).toBe(115);
});

test("a busy provider rests in that role only; a refused key in all, until any role is accepted", async () => {
  const rests = async (role: string) => db.isResting(await db.restsOf("e"), { provider: "e", role }, start + 1000);
  await db.noteRefusal({ provider: "e", role: "speech" }, busy, start);
  expect([await rests("speech"), await rests("language")]).toEqual([true, false]);
  await db.noteRefusal({ provider: "e", role: "speech" }, { ...busy, kind: "key" }, start);
  expect([await rests("speech"), await rests("language")]).toEqual([true, true]);
  await db.noteAcceptance({ provider: "e", role: "language" });
  expect([await rests("speech"), await rests("language")]).toEqual([false, false]);
});

test("each pod rests alone, and all models of a vendor rest together", () => {
  expect(["pod:wan-i2v", "fal:wan-2.5", "fal:owner/app:v2"].map(db.restingName)).toEqual(["pod:wan-i2v", "fal", "fal"]);
});
