import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { database } from "./client";

/** What is written together: all of it or nothing. */
type Statement = BatchItem<"sqlite">;

/**
 * Follows the statement before it in a batch: its rows are written only when that one changed a row, so whoever came
 * second leaves no trace. A chain of them holds, because SQLite's `changes()` counts the last statement.
 */
export const ifChanged = sql`changes() > 0`;

/** Writes a batch; true when its first statement, the conditional one, changed a row. */
export async function writeTogether(statements: [Statement, ...Statement[]]): Promise<boolean> {
  const db = await database();
  const [first] = await db.batch(statements);
  return (first as { rowsAffected?: number }).rowsAffected !== 0;
}
