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

  // From the first statement to the last without a pause: nothing of this process comes in between.
  const commitTogether = () => {
    const writings = waiting;
    waiting = [];
    if (writings.length === 0) return;
    const written: { tell: () => void; reject: Writing["reject"] }[] = [];
    const refused = new Set<Writing>();
    const [first] = writings;
    const isOne = writings.length === 1 && first?.statements.length === 1; // which is a transaction of its own
    try {
      if (!isOne) run("BEGIN IMMEDIATE");
      for (const writing of writings) {
        const { statements, resolve, reject } = writing;
        try {
          const results = writings.length === 1 || statements.length === 1 ? statements.map(run) : whole(statements);
          written.push({ tell: () => resolve(results), reject });
        } catch (error) {
          if (writings.length === 1 || !connection?.database.inTransaction) throw error;
          refused.add(writing);
          reject(error);
        }
      }
      if (!isOne) run("COMMIT");
      busyTries = 0;
    } catch (error) {
      abandon();
      const failed = writings.filter((writing) => !refused.has(writing)); // who was refused before hears no second time
      if (isBusy(error)) waitForLock(failed, error);
      else for (const { reject } of failed) reject(error);
      return;
    }
    for (const writing of writings) if (!refused.has(writing)) writing.committed();
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
