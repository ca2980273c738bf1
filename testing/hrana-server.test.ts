import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@libsql/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isDatabaseAway } from "@/db/core/errors";
import { startHranaServer } from "./hrana-server";

/** The replacement for a libSQL server, tested with the libSQL client. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-hrana-"));
let server: Awaited<ReturnType<typeof startHranaServer>>;
let client: Client;
beforeAll(async () => {
  server = await startHranaServer(join(folder, "server.db"));
  client = createClient({ url: server.url });
  await client.execute("create table notes (id integer primary key, text text unique, size real, bytes blob)");
});
afterAll(async () => {
  client.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = async () =>
  (await client.execute("select * from notes order by id")).rows.map((row) => Object.values(row));

test("values are returned unchanged, and changed rows are counted", async () => {
  const args = [1, "Löwenzahn", 0.5, new Uint8Array([1, 2])];
  const { rowsAffected } = await client.execute({ sql: "insert into notes values (?, ?, ?, ?)", args });
  expect([rowsAffected, await rows()]).toEqual([1, [[1, "Löwenzahn", 0.5, new Uint8Array([1, 2]).buffer]]]);
  const returned = await client.execute("update notes set size = null where id = 1 returning text");
  expect([returned.rowsAffected, returned.rows.length]).toEqual([1, 1]);
});

test("a batch that fails leaves nothing behind", async () => {
  const insert = (text: string) => ({ sql: "insert into notes (text) values (?)", args: [text] });
  const before = await rows();
  await expect(client.batch([insert("a"), insert("a")], "write")).rejects.toMatchObject({
    code: expect.stringMatching(/^SQLITE_CONSTRAINT/),
  });
  expect(await rows()).toEqual(before);
});

test("a stopped server, or a lost answer, counts as unreachable; the lost statement took effect", async () => {
  const error = (work: Promise<unknown>) => work.then(() => null, isDatabaseAway);
  server.cutOff((body) => body.includes("insert"));
  expect(await error(client.batch(["insert into notes (text) values ('cut')"], "write"))).toBe(true);
  server.cutOff(undefined);
  expect((await rows()).map(([, text]) => text)).toContain("cut");
  await server.goAway();
  expect(await error(rows())).toBe(true);
  await server.comeBack();
  expect(await error(rows())).toBe(null);
});
