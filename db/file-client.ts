import type { Client, InStatement, ResultSet, Row } from "@libsql/client";
import Database from "libsql";

/**
 * A database file by libSQL's own synchronous interface, with every statement prepared once: @libsql/client prepares it anew
 * for each call and builds rows that know their columns by name, which takes several times as long as the statement itself.
 * Rows are plain lists of values here; that is all that Drizzle's `select` reads of them. Its `db.all` wants names, and is
 * not used.
 */
export type FileClient = Pick<Client, "batch" | "reconnect" | "close"> & {
  execute(statement: InStatement): Promise<ResultSet>;
};

/** Lists of ids of any length make statements of their own; what is no longer used is not kept for ever. */
const mostPrepared = 500;

type Prepared = (args: unknown[]) => ResultSet;

export function openFile(path: string): FileClient {
  const open = () => {
    const database = new Database(path, { timeout: 5000 });
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = NORMAL");
    // 64 MB between two checkpoints instead of 4: each waits for the disk, and pages written again and again are copied once.
    database.exec("PRAGMA wal_autocheckpoint = 16384");
    return { database, prepared: new Map<string, Prepared>() };
  };
  let connection: ReturnType<typeof open> | undefined;

  const prepare = (database: Database.Database, sql: string): Prepared => {
    const statement = database.prepare<unknown[]>(sql);
    const isReader = statement.reader;
    if (isReader) statement.raw(true);
    return (args) => (isReader ? result(statement.all(args) as Row[], 0) : result([], statement.run(args).changes));
  };

  const run = (statement: InStatement): ResultSet => {
    const { sql, args = [] } = typeof statement === "string" ? { sql: statement } : statement;
    if (!Array.isArray(args)) throw new TypeError("Statements take their values in order.");
    connection ??= open();
    const { database, prepared } = connection;
    const known = prepared.get(sql) ?? prepare(database, sql);
    // What failed may be in the midst of itself, and is prepared anew.
    prepared.delete(sql);
    const done = known(args.map(plain));
    prepared.set(sql, known);
    const [oldest] = prepared.keys();
    if (prepared.size > mostPrepared && oldest) prepared.delete(oldest);
    return done;
  };

  const close = () => {
    connection?.database.close();
    connection = undefined; // opened again by the next statement
  };

  return {
    execute: async (statement) => run(statement),
    // From the first statement to the last without a pause: nothing of this process comes in between.
    batch: async (statements, mode) => {
      run(mode === "write" ? "BEGIN IMMEDIATE" : "BEGIN");
      try {
        const results = statements.map((one) => run(Array.isArray(one) ? { sql: one[0], args: one[1] ?? [] } : one));
        run("COMMIT");
        return results;
      } catch (error) {
        if (connection?.database.inTransaction) run("ROLLBACK");
        throw error;
      }
    },
    reconnect: close,
    close,
  };
}

const plain = (value: unknown) => (typeof value === "boolean" ? Number(value) : value);

function result(rows: Row[], rowsAffected: number): ResultSet {
  const all = { columns: [], columnTypes: [], rows, rowsAffected, lastInsertRowid: undefined };
  return { ...all, toJSON: () => all };
}
