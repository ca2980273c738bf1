import type { Client, InStatement, ResultSet, Row, TransactionMode } from "@libsql/client";
import Database from "libsql";
import { startDiskSync } from "./disk-sync";
import { isBusy } from "./errors";

/**
 * A database file by libSQL's own synchronous interface, with every statement prepared once: @libsql/client prepares it anew
 * for each call and builds rows that know their columns by name, which takes several times as long as the statement itself.
 * Rows are plain lists of values here; that is all that Drizzle's `select` reads of them. Its `db.all` wants names, and is
 * not used.
 *
 * Reads are answered at once. What is written side by side is committed together, once whatever came in meanwhile has been
 * looked at: a commit copies every page that it touches, and jobs of the same time touch the same ones. Each batch is whole
 * or nothing by itself, and is reported when it is committed and on the disk: what follows it may leave the process.
 *
 * While another process holds the file's lock, writes wait without keeping this process from anything else.
 */
export type FileClient = Pick<Client, "close"> & {
  execute(statement: InStatement): Promise<ResultSet>;
  batch(statements: Batch, mode?: TransactionMode): Promise<ResultSet[]>;
  /** The same; `committed` is called once others can read what was written, which is before it is on the disk. */
  write(statements: Batch, committed: () => void): Promise<ResultSet[]>;
};

type Batch = Parameters<Client["batch"]>[0];

/** Lists of ids of any length make statements of their own; what is no longer used is not kept for ever. */
const mostPrepared = 500;

/** Milliseconds that SQLite itself waits for a lock. The whole process stands still meanwhile. */
const blockingWait = 10;

export type FileOptions = {
  /** Milliseconds that a statement waits in all for another process's lock, before it fails with SQLITE_BUSY. */
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
      // SQLite's own way to sync at a commit would hold up the whole process: `disk` does it beside.
      database.exec("PRAGMA synchronous = NORMAL");
      // 64 MB between two checkpoints instead of 4: each waits for the disk, and pages written again and again are copied once.
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

  const read = async (statement: InStatement): Promise<ResultSet> => {
    const until = Date.now() + waitMs;
    for (let tries = 1; ; tries++) {
      try {
        return run(statement);
      } catch (error) {
        if (!isBusy(error) || Date.now() >= until) throw error;
        disconnect(); // libSQL reports later writes of a connection that was busy, and does not store them
        await new Promise((resolve) => setTimeout(resolve, pause(tries)));
      }
    }
  };

  let waiting: Writing[] = [];
  let busyTries = 0;

  /** Resolves once what was written is on the disk. */
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

  // From the first statement to the last without a pause: nothing of this process comes in between.
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
      // One of them failed, and takes none of the others with it: each is written alone, in their order.
      else for (const one of writings) waiting.length > 0 ? waiting.push(one) : commit([one]);
      return;
    }
    for (const { committed } of writings) committed();
    const written = writings.map(({ resolve, reject }, i) => ({ tell: () => resolve(results[i] ?? []), reject }));
    if (lazily) for (const { tell } of written) tell();
    else disk.sync(written);
  };

  /** Tries again later, together with what comes meanwhile; who has waited long enough is refused. */
  const waitForLock = (writings: Writing[], error: unknown) => {
    const now = Date.now();
    for (const { until, reject } of writings) if (now >= until) reject(error);
    waiting = writings.filter(({ until }) => now < until);
    if (waiting.length > 0) setTimeout(commitTogether, pause(++busyTries));
  };

  const abandon = (error: unknown) => {
    try {
      if (connection?.database.inTransaction) run("ROLLBACK");
      // After a BEGIN that found the file busy no COMMIT would be possible. What else SQLite has rolled back is over.
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
  /** When it is refused, in milliseconds since 1970, if the lock is held that long. */
  until: number;
};

/** Milliseconds until a lock is asked for again: soon at first, since most hold it for one commit. */
const pause = (tries: number) => Math.min(5 * 2 ** tries, 250) * (0.5 + Math.random());

const isRead = (statement: InStatement) =>
  /^\s*select\b/i.test(typeof statement === "string" ? statement : statement.sql);

const plain = (value: unknown) => (typeof value === "boolean" ? Number(value) : value);

function result(rows: Row[], rowsAffected: number): ResultSet {
  const all = { columns: [], columnTypes: [], rows, rowsAffected, lastInsertRowid: undefined };
  return { ...all, toJSON: () => all };
}
