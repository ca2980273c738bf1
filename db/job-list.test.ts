import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobFilter } from "./job-list";

/** On a real database file: pages have no gaps, a search ends, and each query uses an index. */

let dir: string;
let db: Awaited<ReturnType<typeof open>>;
const from = Date.parse("2026-01-31T12:00:00Z");
const models = ["next-scene", "qwen-vl"];
const statuses = ["completed", "failed", "queued"] as const;

async function open() {
  const [client, jobList, jobs, migrate, schema] = await Promise.all([
    import("./core/client"),
    import("./job-list"),
    import("./jobs"),
    import("./core/migrate"),
    import("./schema"),
  ]);
  return { ...client, ...jobList, ...jobs, ...migrate, table: schema.jobs };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "job-list-"));
  process.env.DATABASE_URL = `file:${dir}/list.db`;
  db = await open();
  await db.migrateDatabase();
  for (let i = 0; i < 60; i++) await add(i, i % 3 === 2 ? "theirs" : "mine", `Take ${i} of 100%_done, 战场`);
});
afterAll(async () => {
  await db.closeDatabase();
  await rm(dir, { recursive: true });
});

const idBySecond: string[] = [];
const idAt = (second: number) => idBySecond[second] ?? "";
const ids: string[] = [];

/** A job created `second` seconds after noon. */
async function add(second: number, keyId: string, prompt: string) {
  const id = uuidv7({ msecs: from + second * 1000 });
  idBySecond[second] = id;
  if (keyId === "mine") ids.unshift(id);
  const [model = "", status = "queued" as const] = [models[second % 2], statuses[second % 4 === 0 ? 1 : 0]];
  const made = { createdAt: new Date(from + second * 1000), options: { prompt } };
  const client = await db.database();
  await client.insert(db.table).values({
    id,
    keyId,
    model,
    status,
    priority: "normal",
    input: {},
    plan: [],
    webhookUrl: null,
    s3Url: null,
    ...made,
  });
}

const list = async (filter: Partial<JobFilter> = {}) => {
  const { rows, ...rest } = await db.listJobs({ keyId: "mine", limit: 100, ...filter });
  return { ids: rows.map(({ id }) => id), ...rest };
};

test("pages in both directions join without a gap and each is newest first", async () => {
  expect((await list()).ids).toEqual(ids);
  const older: string[] = [];
  for (let after: string | undefined; ; after = older.at(-1)) {
    const page = await list({ limit: 7, after });
    older.push(...page.ids);
    if (!page.hasMore) break;
  }
  expect(older).toEqual(ids);
  const newer: string[] = [];
  for (let before = ids.at(-1); ; before = newer.at(0)) {
    const page = await list({ limit: 7, before });
    newer.unshift(...page.ids);
    if (!page.hasMore) break;
  }
  expect(newer).toEqual(ids.slice(0, -1));
});

test("a time filter is exact on both sides", async () => {
  const at = (second: number) => new Date(from + second * 1000);
  const seconds = async (filter: Partial<JobFilter>) =>
    (await db.listJobs({ limit: 100, ...filter })).rows.map(({ createdAt }) => (createdAt.getTime() - from) / 1000);
  expect(await seconds({ createdAfter: at(57) })).toEqual([59, 58, 57]);
  expect(await seconds({ createdBefore: at(2) })).toEqual([1, 0]);
  expect(await seconds({ createdAfter: at(30), createdBefore: at(31) })).toEqual([30]);
  expect(await seconds({ createdAfter: new Date(from + 30_001), createdBefore: at(31) })).toEqual([]);
});

test.each([
  ["take 1 ", 1],
  ["TAKE 1 ", 1],
  ["战场", 40],
  ["100%_done", 40],
  ["%", 40],
  ["100_", 0],
  ["nowhere", 0],
  ["'; drop table jobs; --", 0],
])("%j is searched for literally", async (q, count) => {
  const page = await list({ q });
  expect([page.ids.length, page.hasMore]).toEqual([count, false]);
});

test("a search that finds more than a page continues where it stopped", async () => {
  const found: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await list({ q: "战场", limit: 9, after });
    found.push(...page.ids);
    if (!page.hasMore) break;
    after = page.reached;
  }
  expect(found).toEqual(ids);
});

test("a search through very many jobs comes in pages, which may be empty, and finds the oldest", async () => {
  const client = await db.database();
  const count = db.lookedAtMost + 10;
  await client.run(sql`insert into jobs (id, key_id, model, status, priority, input, options, plan)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    select printf('02000000-0000-7000-8000-%012d', i), 'many', 'qwen-vl', 'completed', 'normal', '{}',
      json_object('prompt', iif(i = 1, 'the needle', 'hay')), '[]' from n`);
  const first = await list({ keyId: "many", q: "needle" });
  expect(first).toEqual({ ids: [], hasMore: true, reached: "02000000-0000-7000-8000-000000000011" });
  const second = await list({ keyId: "many", q: "needle", after: first.reached });
  expect(second).toMatchObject({ ids: ["02000000-0000-7000-8000-000000000001"], hasMore: false });
});

test("the place in the queue counts the earlier jobs of all keys", async () => {
  const client = await db.database();
  await client.run(sql`update jobs set status = 'queued' where id in ${[idAt(3), idAt(4), idAt(5), idAt(9)]}`);
  const queued = (index: number) => ({ id: idAt(index), status: "queued" as const, batchId: null });
  expect(await db.jobsAheadOf([queued(9), queued(4)])).toEqual(
    new Map([
      [idAt(4), 1],
      [idAt(9), 3],
    ]),
  );
});

describe("no list reads all jobs, and none sorts", () => {
  const parts: [string, Partial<JobFilter>][] = [
    ["owner", { keyId: "mine" }],
    ["status", { status: "failed" }],
    ["model", { model: "qwen-vl" }],
    ["time", { createdAfter: new Date(from), createdBefore: new Date() }],
    ["after", { after: "01a20714-0a7b-7635-89f6-245feb21084c" }],
    ["before", { before: "01a20714-0a7b-7635-89f6-245feb21084c" }],
    ["starred", { starred: true }],
    ["project", { project: "Harbour" }],
  ];
  const sets = Array.from({ length: 2 ** parts.length }, (_, bits) => parts.filter((_, i) => bits & (1 << i)));

  test.each(["pageOf", "searchOf", "edgeOf"] as const)("%s, by any of its filters together", async (ask) => {
    const client = await db.database();
    for (const set of sets) {
      const filter: JobFilter = Object.assign({ limit: 20, q: "x" }, ...set.map(([, part]) => part));
      // Rows of the file client have no names: the fourth value is the plan's text.
      const plan = await client.values<[number, number, number, string]>(
        sql`explain query plan ${db[ask](client, filter).getSQL()}`,
      );
      const steps = plan.map(([, , , detail]) => detail);
      const name = set.map(([part]) => part).join(" + ") || "all";
      expect(
        steps.filter((step) => /TEMP B-TREE/.test(step)),
        name,
      ).toEqual([]);
      // Without any filter it scans the ids from their end, and stops after a page.
      const alongIndex = /^SCAN (jobs USING (COVERING )?INDEX|looked|\(?subquery)/;
      expect(
        steps.filter((step) => step.startsWith("SCAN") && !alongIndex.test(step)),
        name,
      ).toEqual([]);
      // An index of starred jobs, or of a project's, has few rows: the other filters need none.
      const hasFew = set.some(([part]) => part === "starred" || part === "project");
      const equal = set.filter(([part]) => ["owner", "status", "model"].includes(part)).length;
      const used = steps.find((step) => /jobs USING/.test(step)) ?? "";
      if (hasFew) expect(used, name).toMatch(/jobs_(starred|by_project|by_key_project)/);
      else expect([name, (used.match(/\w+=\?/g) ?? []).length]).toEqual([name, equal]);
    }
  });
});
