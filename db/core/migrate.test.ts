import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** Migrates a database of an earlier version together with the calls that were open in it. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-migrate-"));

beforeAll(() => {
  vi.stubEnv("DATA_DIR", folder);
});
afterAll(async () => {
  const { closeDatabase } = await import("./client");
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

/** The database as the version before a migration created it. */
async function databaseBefore(tag: string) {
  const { migrateDatabase } = await import("./migrate");
  const earlier = join(folder, tag);
  cpSync("db/migrations", earlier, { recursive: true });
  const journalFile = join(earlier, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(journalFile, "utf8")) as { entries: { tag: string }[] };
  const until = journal.entries.findIndex((entry) => entry.tag === tag);
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, until) }));
  await migrateDatabase(earlier);
  const database = createClient({ url: `file:${folder}/nextscene.db`, timeout: 5000 });
  return { database, migrateDatabase };
}

test("calls that an earlier version left unconfirmed or being stored continue under the new state names", async () => {
  const { database, migrateDatabase } = await databaseBefore("0010_states");
  for (const status of ["ambiguous", "keeping", "waiting"]) {
    await database.execute({
      sql: `insert into calls (id, job_id, name, generation, service, status, input, request_hash, token_hash)
        values (?, 'job', ?, 0, 'wan-i2v', ?, '{}', 'hash', 'token')`,
      args: [status, status, status],
    });
  }
  await migrateDatabase();
  const { rows } = await database.execute("select id, status from calls order by id");
  expect(rows.map(({ id, status }) => [id, status])).toEqual([
    ["ambiguous", "unconfirmed"],
    ["keeping", "storing"],
    ["waiting", "waiting"],
  ]);
  database.close();
});
