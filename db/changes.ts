import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Database, database } from "./client";

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

/** Inserts a row only when a condition holds at that very moment; columns that are left out get their defaults. */
export function insertWhen<T extends SQLiteTable>(db: Database, table: T, row: T["$inferInsert"], condition: SQL) {
  const given: Record<string, unknown> = row;
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => given[name] !== undefined);
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const values = columns.map(([name, column]) => sql.param(given[name], column));
  return db.run(
    sql`insert into ${table} (${sql.join(names, sql`, `)}) select ${sql.join(values, sql`, `)} where ${condition}`,
  );
}
