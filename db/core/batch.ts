import type { InValue } from "@libsql/client";
import { type Column, fillPlaceholders, getTableColumns, type Query, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Database, database } from "./client";

/** A statement of a batch, which is written whole or not at all. */
export type Statement = BatchItem<"sqlite">;

/**
 * Condition for a statement that follows another one in a batch: it writes only if the previous one changed a row, so a
 * concurrent second request leaves no trace. Chains work, because SQLite's `changes()` counts the last statement.
 */
export const ifChanged = sql`changes() > 0`;

/**
 * Writes a batch; true when its first, conditional statement changed a row. `committed` runs once others can read the
 * rows, maybe before they are on the disk: for a reader in this process whose next write is awaited.
 */
export async function writeTogether(statements: [Statement, ...Statement[]], committed?: () => void): Promise<boolean> {
  const db = await database();
  const { write } = db.$client;
  if (!committed || !write) {
    const [first] = await db.batch(statements);
    committed?.();
    return (first as { rowsAffected?: number }).rowsAffected !== 0;
  }
  const built = statements.map((one) => (one as unknown as Buildable)._prepare().getQuery());
  const [first] = await write(
    built.map(({ sql, params }) => ({ sql, args: params as InValue[] })),
    committed,
  );
  return first?.rowsAffected !== 0;
}

/** Writes a batch; returns how many rows each of its statements changed. */
export async function writeAll(statements: [Statement, ...Statement[]]): Promise<number[]> {
  const db = await database();
  const results = await db.batch(statements);
  return results.map((result) => (result as { rowsAffected?: number }).rowsAffected ?? 0);
}

type Built = { getQuery(): Query; mapResult(result: unknown, isFromBatch?: boolean): unknown };
type Buildable = { _prepare(): Built };

const built = new WeakMap<Database, Map<string, { query: Query; statement: Built }>>();

/**
 * A statement whose text is built once per `shape`, because Drizzle takes several times as long to build one as SQLite
 * to run it. `values` are the parts that vary, which the statement names by `sql.placeholder`s.
 */
export function builtStatement<S extends Statement>(
  db: Database,
  shape: string,
  values: Record<string, unknown>,
  build: () => S,
): S {
  const shapes = built.get(db) ?? new Map();
  built.set(db, shapes);
  const known = shapes.get(shape) ?? buildOnce(build() as unknown as Buildable);
  shapes.set(shape, known);
  const { query, statement } = known;
  const filled: Buildable = {
    _prepare: () => ({
      getQuery: () => ({ sql: query.sql, params: fillPlaceholders(query.params, values) }),
      mapResult: (result, isFromBatch) => statement.mapResult(result, isFromBatch),
    }),
  };
  return filled as unknown as S; // the only part of a statement that a batch uses
}

function buildOnce(buildable: Buildable) {
  const statement = buildable._prepare();
  return { statement, query: statement.getQuery() }; // getQuery builds a raw statement each time
}

/**
 * A row's values as placeholders of the same names; null, which columns do not encode, stays null. `shape` differs for
 * each different statement.
 */
export function placeholdersFor<T extends object>(row: T): { row: T; shape: string } {
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  const holders = given.map(([name, value]) => [name, value === null ? null : sql.placeholder(name)]);
  const shape = given.map(([name, value]) => (value === null ? `${name}=null` : name)).join(" ");
  return { row: Object.fromEntries(holders) as T, shape };
}

/**
 * The condition that a column is in a list, given as JSON, so that the statement is the same for lists of any length.
 */
export const isOneOf = (column: Column, placeholder: string): SQL =>
  sql`${column} in (select value from json_each(${sql.placeholder(placeholder)}))`;

/** Inserts a row only if a condition holds at that moment; omitted columns get their defaults. */
export function insertWhen<T extends SQLiteTable>(db: Database, table: T, row: T["$inferInsert"], condition: SQL) {
  const given: Record<string, unknown> = row;
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => given[name] !== undefined);
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const values = columns.map(([name, column]) => sql.param(given[name], column));
  return db.run(
    sql`insert into ${table} (${sql.join(names, sql`, `)}) select ${sql.join(values, sql`, `)} where ${condition}`,
  );
}
