import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql";
import Database from "libsql";
import { afterAll, expect, test } from "vitest";
import { isDatabaseAway } from "./errors";
import { openFile } from "./file-client";

/** Errors of real databases that do not answer. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-away-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test.each(["http://127.0.0.1:59999", "ws://127.0.0.1:59999"])(
  "a server that does not exist counts as away: %s",
  async (url) => {
    const client = createClient({ url });
    const db = drizzle(client);
    expect(isDatabaseAway(await errorOf(db.select({ one: sql`1` }).from(sql`x`)))).toBe(true);
    expect(isDatabaseAway(await errorOf(client.batch(["select 1"], "write")))).toBe(true);
    client.close();
  },
);

test("a file that another process has locked counts as away; a wrong statement does not", async () => {
  const path = join(folder, "held.db");
  const [ours, theirs] = [openFile(path, { waitMs: 1 }), new Database(path)];
  await ours.execute("create table t (x unique)");
  theirs.exec("begin immediate");
  expect(isDatabaseAway(await errorOf(ours.execute("insert into t values (1)")))).toBe(true);
  theirs.exec("rollback");
  await ours.execute("insert into t values (1)");
  for (const wrong of ["insert into t values (1)", "select y from t", "nonsense"]) {
    const error = await errorOf(ours.execute(wrong));
    expect([wrong, error instanceof Error, isDatabaseAway(error)]).toEqual([wrong, true, false]);
  }
  ours.close();
  theirs.close();
});
