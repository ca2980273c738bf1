import type { Client, InStatement, ResultSet, Row } from "@libsql/client";
import Database from "libsql";

/**
 * A database file by libSQL's own synchronous interface, with every statement prepared once: @libsql/client prepares it anew
 * for each call and builds rows that know their columns by name, which takes several times as long as the statement itself.
 * Rows are plain lists of values here; that is all that Drizzle's `select` reads of them. Its `db.all` wants names, and is
 * not used.
 *
 * Reads are answered at once. What is written side by side is committed together, once whatever came in meanwhile has been
 * looked at: a commit copies every page that it touches, and jobs of the same time touch the same ones. Each batch is whole
 * or nothing by itself, and is reported when it is committed.
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

  const disconnect = () => {
    connection?.database.close();
    connection = undefined; // opened again by the next statement
  };

  const close = () => {
    commitTogether();
    disconnect();
  };

  let waiting: Writing[] = [];

  /** Resolves once what was written is committed. */
  const write = (statements: InStatement[]) =>
    new Promise<ResultSet[]>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commitTogether);
      waiting.push({ statements, resolve, reject });
    });

  // From the first statement to the last without a pause: nothing of this process comes in between.
  const commitTogether = () => {
    const writings = waiting;
    waiting = [];
    if (writings.length === 0) return;
    const written: (() => void)[] = [];
    try {
      run("BEGIN IMMEDIATE");
      for (const writing of writings) {
        try {
          const results = writings.length === 1 ? writing.statements.map(run) : whole(writing.statements);
          written.push(() => writing.resolve(results));
        } catch (error) {
          if (writings.length === 1 || !connection?.database.inTransaction) throw error;
          writing.reject(error);
        }
      }
      run("COMMIT");
    } catch (error) {
      abandon();
      for (const { reject } of writings) reject(error); // one that was refused before hears no second time
      return;
    }
    for (const tell of written) tell();
  };

  const abandon = () => {
    try {
      if (connection?.database.inTransaction) return void run("ROLLBACK");
    } catch {} // closing does it
    disconnect(); // a BEGIN that found the file busy would count as under way, and no COMMIT be possible
  };

  const whole = (statements: InStatement[]): ResultSet[] => {
    run("SAVEPOINT one");
    try {
      return statements.map(run);
    } catch (error) {
      if (connection?.database.inTransaction) run("ROLLBACK TO one");
      throw error;
    } finally {
      if (connection?.database.inTransaction) run("RELEASE one");
    }
  };

  return {
    execute: async (statement) => (isRead(statement) ? run(statement) : ((await write([statement]))[0] as ResultSet)),
    batch: (statements) =>
      write(statements.map((one) => (Array.isArray(one) ? { sql: one[0], args: one[1] ?? [] } : one))),
    reconnect: close,
    close,
  };
}

type Writing = { statements: InStatement[]; resolve: (results: ResultSet[]) => void; reject: (error: unknown) => void };

const isRead = (statement: InStatement) =>
  /^\s*select\b/i.test(typeof statement === "string" ? statement : statement.sql);

const plain = (value: unknown) => (typeof value === "boolean" ? Number(value) : value);

function result(rows: Row[], rowsAffected: number): ResultSet {
  const all = { columns: [], columnTypes: [], rows, rowsAffected, lastInsertRowid: undefined };
  return { ...all, toJSON: () => all };
}
