import type { InValue } from "@libsql/client";
import { type Column, fillPlaceholders, getTableColumns, type Query, type SQL, sql } from "drizzle-orm";
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

/**
 * Writes a batch; true when its first statement, the conditional one, changed a row. `committed` is called once others can
 * read it, which may be before it is on the disk: for a reader of this process whose next write is waited for.
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

type Built = { getQuery(): Query; mapResult(result: unknown, isFromBatch?: boolean): unknown };
type Buildable = { _prepare(): Built };

const built = new WeakMap<Database, Map<string, { query: Query; statement: Built }>>();

/**
 * A statement for `writeTogether` whose text is built once per `shape`: Drizzle takes several times as long to build one as
 * SQLite to run it. What differs from time to time are `values`, which the statement names by `sql.placeholder`s.
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
  return filled as unknown as S; // all that a batch asks of a statement
}

function buildOnce(buildable: Buildable) {
  const statement = buildable._prepare();
  return { statement, query: statement.getQuery() }; // which builds a raw statement anew each time
}

/**
 * What a row is given, as placeholders of the same names; null, which columns do not encode, stays as it is. `shape` tells
 * apart what makes another statement.
 */
export function placeholdersFor<T extends object>(row: T): { row: T; shape: string } {
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  const holders = given.map(([name, value]) => [name, value === null ? null : sql.placeholder(name)]);
  const shape = given.map(([name, value]) => (value === null ? `${name}=null` : name)).join(" ");
  return { row: Object.fromEntries(holders) as T, shape };
}

/** That a column is in a list, which is given as JSON: so the statement is the same for lists of any length. */
export const isOneOf = (column: Column, placeholder: string): SQL =>
  sql`${column} in (select value from json_each(${sql.placeholder(placeholder)}))`;

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
