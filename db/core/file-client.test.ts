import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type FileClient, openFile } from "./file-client";
import { makePrivate } from "./private-file";

const folder = mkdtempSync(join(tmpdir(), "nextscene-file-client-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let client: FileClient;
let path: string;
let files = 0;
beforeEach(async () => {
  path = join(folder, `${files++}.db`);
  client = openFile(path);
  await client.execute("create table notes (id integer primary key, text text unique)");
});
afterEach(() => client.close());

const insert = (text: string) => ({ sql: "insert into notes (text) values (?)", args: [text] });
const texts = async () => (await client.execute("select text from notes order by id")).rows.map((row) => row[0]);

test("a batch is written whole", async () => {
  const results = await client.batch([insert("a"), insert("b"), "select count(*) from notes"]);
  expect(results.map(({ rowsAffected, rows }) => [rowsAffected, rows])).toEqual([
    [1, []],
    [1, []],
    [0, [[2]]],
  ]);
});

test("a batch that fails leaves nothing behind, and the next one is not in its transaction", async () => {
  await expect(client.batch([insert("a"), insert("b"), insert("a")])).rejects.toMatchObject({
    code: expect.stringMatching(/^SQLITE_CONSTRAINT/),
  });
  expect(await texts()).toEqual([]);
  await client.batch([insert("a")]);
  await client.execute(insert("b"));
  client.close();
  expect(await texts()).toEqual(["a", "b"]);
});

test("changes() in a batch counts the previous statement's rows", async () => {
  const next = { sql: "insert into notes (text) select ? where changes() > 0", args: ["told"] };
  await client.batch([{ sql: "update notes set text = 'c' where text = 'none'", args: [] }, next]);
  expect(await texts()).toEqual([]);
  await client.batch([insert("a"), next]);
  expect(await texts()).toEqual(["a", "told"]);
});

test("of concurrent writes, a refused one fails alone and leaves nothing behind", async () => {
  const outcomes = await Promise.allSettled([
    client.batch([insert("a"), insert("b")]),
    client.batch([insert("c"), insert("a")]),
    client.execute(insert("b")),
    client.execute("no statement"),
    client.execute(insert("d")),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "rejected", "fulfilled"]);
  client.close();
  expect(await texts()).toEqual(["a", "b", "d"]);
});

test("no reader sees uncommitted rows, and every reported write is committed", async () => {
  const other = new Database(path);
  const seen = () => (other.prepare("select text from notes order by id").raw(true).all() as string[][]).flat();
  const writings = [client.execute(insert("a")), client.batch([insert("b"), insert("c")])];
  expect([await texts(), seen()]).toEqual([[], []]);
  await writings[0];
  expect(seen()).toEqual(["a", "b", "c"]);
  await writings[1];
  other.close();
});

test("when the database is full, the whole batch is refused, and the next batch is written", async () => {
  const most = (pages: number) => client.execute(`pragma max_page_count = ${pages}`);
  await most(1); // no more than its present size
  const large = { sql: "insert into notes (text) values (hex(zeroblob(100000)))", args: [] };
  const outcomes = await Promise.allSettled([client.execute(insert("a")), client.batch([insert("b"), large])]);
  expect(outcomes.map(({ status }) => status)).toContain("rejected");
  const stored = await texts();
  expect(stored).toEqual(outcomes[0].status === "fulfilled" ? ["a"] : []);
  await most(100_000);
  await client.execute(insert("c"));
  expect(await texts()).toEqual([...stored, "c"]);
});

test("a read that failed half-way blocks no write", async () => {
  await client.batch([insert("{}"), insert("no JSON")]);
  await expect(client.execute("select json_extract(text, '$') from notes")).rejects.toThrow();
  await client.batch([insert("a"), insert("b")]);
  await Promise.all([client.execute(insert("c")), client.batch([insert("d")])]);
  client.close();
  expect(await texts()).toEqual(["{}", "no JSON", "a", "b", "c", "d"]);
});

test("closing waits for no other connection, and loses nothing", async () => {
  const writing = client.execute(insert("a"));
  client.close();
  await writing;
  expect(await texts()).toEqual(["a"]);
});

test("a statement that failed works the next time, with other values", async () => {
  await client.execute(insert("a"));
  await expect(client.execute(insert("a"))).rejects.toThrow();
  await client.execute(insert("b"));
  expect(await texts()).toEqual(["a", "b"]);
});

test("a prepared statement sees a column that was added later", async () => {
  const all = "select * from notes";
  await client.execute(insert("a"));
  expect((await client.execute(all)).rows).toEqual([[1, "a"]]);
  await client.execute("alter table notes add column more text default 'm'");
  expect((await client.execute(all)).rows).toEqual([[1, "a", "m"]]);
});

test("a reader that has finished blocks no writer", async () => {
  await client.execute(insert("a"));
  await texts();
  const other = new Database(path, { timeout: 100 });
  other.exec("insert into notes (text) values ('b')");
  other.exec("pragma wal_checkpoint(truncate)");
  other.close();
  expect(await texts()).toEqual(["a", "b"]);
});

test("after the database was busy, every reported write is stored", async () => {
  const other = new Database(path);
  const hasty = openFile(path, { waitMs: 1 });
  other.exec("begin immediate");
  await expect(hasty.batch([insert("refused")])).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  other.exec("commit");
  for (let nth = 0; nth < 100; nth++) await hasty.batch([insert(`note ${nth}`)]);
  hasty.close();
  const [row] = other.prepare("select count(*) as count from notes").raw(true).all() as number[][];
  other.close();
  expect(row).toEqual([100]);
});

test("while another process holds the lock, reads are answered and the event loop keeps running; then the writes run in order", async () => {
  await client.execute(insert("a"));
  const other = new Database(path);
  other.exec("begin immediate");
  const done: string[] = [];
  const writings = ["b", "c"].map((text) => client.execute(insert(text)).then(() => done.push(text)));
  for (let nth = 0; nth < 20; nth++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([await texts(), done]).toEqual([["a"], []]);
  }
  other.exec("commit");
  other.close();
  await Promise.all(writings);
  expect([await texts(), done]).toEqual([
    ["a", "b", "c"],
    ["b", "c"],
  ]);
});

test("only the owner can access the file and SQLite's files beside it, even if others could before", async () => {
  const modes = (file: string) => ["", "-wal", "-shm"].map((end) => (statSync(file + end).mode & 0o777).toString(8));
  const made = join(folder, "made", "new.db");
  makePrivate(made);
  const fresh = openFile(made);
  await fresh.execute("create table t (x)");
  expect([modes(made), (statSync(join(folder, "made")).mode & 0o777).toString(8)]).toEqual([
    ["600", "600", "600"],
    "700",
  ]);
  fresh.close();
  for (const end of ["", "-wal", "-shm"]) chmodSync(path + end, 0o644);
  makePrivate(path);
  expect(modes(path)).toEqual(["600", "600", "600"]);
});
