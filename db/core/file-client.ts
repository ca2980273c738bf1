import type { Client, InStatement, ResultSet, Row, TransactionMode } from "@libsql/client";
import Database from "libsql";
import { startDiskSync } from "./disk-sync";
import { isBusy } from "./errors";

/**
 * A database file through libSQL's synchronous interface; statements are prepared once, because @libsql/client takes
 * several times as long. Rows are lists of values, as Drizzle's `select` reads (not `db.all`). Concurrent writes share
 * one commit; a batch is atomic and resolves when it is on the disk.
 */
export type FileClient = Pick<Client, "close"> & {
  execute(statement: InStatement): Promise<ResultSet>;
  batch(statements: Batch, mode?: TransactionMode): Promise<ResultSet[]>;
  /** The same; `committed` runs once others can read the rows, which is before they are on the disk. */
  write(statements: Batch, committed: () => void): Promise<ResultSet[]>;
};

type Batch = Parameters<Client["batch"]>[0];

/** Lists of ids of different lengths make different statements, so unused ones are dropped. */
const mostPrepared = 500;

/** Milliseconds that SQLite itself waits for a lock, which blocks the whole process. */
const blockingWait = 10;

export type FileOptions = {
  /** Milliseconds that a statement waits in total for another process's lock, before it fails with SQLITE_BUSY. */
  waitMs?: number;
  /** Report a write when it is committed, before it is on the disk. */
  lazily?: boolean;
};

type Prepared = (args: unknown[]) => ResultSet;

export function openFile(path: string, { waitMs = 10_000, lazily = false }: FileOptions = {}): FileClient {
  const open = () => {
    const database = new Database(path, { timeout: blockingWait });
    try {
      database.exec("PRAGMA journal_mode = WAL");
      // SQLite's own sync at a commit would block the whole process: `disk` syncs beside it.
      database.exec("PRAGMA synchronous = NORMAL");
      // 64 MB between two checkpoints instead of 4: each waits for the disk, and a page written several times is copied
      // once.
      database.exec("PRAGMA wal_autocheckpoint = 16384");
    } catch (error) {
      database.close();
      throw error;
    }
    return { database, prepared: new Map<string, Prepared>() };
  };
  let connection: ReturnType<typeof open> | undefined;
  const disk = startDiskSync(`${path}-wal`);

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
    // A failed statement may be half-executed, so it is prepared again.
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

  const read = async (statement: InStatement): Promise<ResultSet> => {
    const until = Date.now() + waitMs;
    for (let tries = 1; ; tries++) {
      try {
        return run(statement);
      } catch (error) {
        if (!isBusy(error) || Date.now() >= until) throw error;
        disconnect(); // libSQL reports later writes of a connection that was busy without storing them
        await new Promise((resolve) => setTimeout(resolve, pause(tries)));
      }
    }
  };

  let waiting: Writing[] = [];
  let busyTries = 0;

  /** Resolves once the rows are on the disk. */
  const write = (statements: Batch, committed = () => {}) =>
    new Promise<ResultSet[]>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commitTogether);
      const given = statements.map((one) => (Array.isArray(one) ? { sql: one[0], args: one[1] ?? [] } : one));
      waiting.push({ statements: given, committed, resolve, reject, until: Date.now() + waitMs });
    });

  const commitTogether = () => {
    const writings = waiting;
    waiting = [];
    commit(writings);
  };

  // Synchronous from the first statement to the last, so that no other code of this process runs in between.
  const commit = (writings: Writing[]): void => {
    const [first] = writings;
    if (!first) return;
    const isOne = writings.length === 1 && first.statements.length === 1; // a transaction of its own
    let results: ResultSet[][];
    try {
      if (!isOne) run("BEGIN IMMEDIATE");
      results = writings.map(({ statements }) => statements.map(run));
      if (!isOne) run("COMMIT");
      busyTries = 0;
    } catch (error) {
      abandon(error);
      if (isBusy(error)) waitForLock(writings, error);
      else if (writings.length === 1) first.reject(error);
      // One batch failed, which must not fail the others: each is written alone, in order.
      else for (const one of writings) waiting.length > 0 ? waiting.push(one) : commit([one]);
      return;
    }
    for (const { committed } of writings) committed();
    const written = writings.map(({ resolve, reject }, i) => ({ tell: () => resolve(results[i] ?? []), reject }));
    if (lazily) for (const { tell } of written) tell();
    else disk.sync(written);
  };

  /** Tries again later, together with newer writes; refuses those that have waited long enough. */
  const waitForLock = (writings: Writing[], error: unknown) => {
    const now = Date.now();
    for (const { until, reject } of writings) if (now >= until) reject(error);
    waiting = writings.filter(({ until }) => now < until);
    if (waiting.length > 0) setTimeout(commitTogether, pause(++busyTries));
  };

  const abandon = (error: unknown) => {
    try {
      if (connection?.database.inTransaction) run("ROLLBACK");
      // After a BEGIN that found the file busy, no COMMIT is possible. SQLite has rolled back any other transaction.
      else if (isBusy(error)) disconnect();
    } catch {
      disconnect(); // which rolls back
    }
  };

  return {
    execute: async (statement) => (isRead(statement) ? read(statement) : ((await write([statement]))[0] as ResultSet)),
    batch: (statements) => write(statements),
    write,
    close: () => {
      commitTogether();
      disk.flush();
      disconnect();
    },
  };
}

type Writing = {
  statements: InStatement[];
  committed: () => void;
  resolve: (results: ResultSet[]) => void;
  reject: (error: unknown) => void;
  /** When it is refused if the lock is still held, in milliseconds since 1970. */
  until: number;
};

/** Milliseconds until the next attempt for a lock: short at first, since most locks last one commit. */
const pause = (tries: number) => Math.min(5 * 2 ** tries, 250) * (0.5 + Math.random());

const isRead = (statement: InStatement) =>
  /^\s*select\b/i.test(typeof statement === "string" ? statement : statement.sql);

const plain = (value: unknown) => (typeof value === "boolean" ? Number(value) : value);

function result(rows: Row[], rowsAffected: number): ResultSet {
  const all = { columns: [], columnTypes: [], rows, rowsAffected, lastInsertRowid: undefined };
  return { ...all, toJSON: () => all };
}
