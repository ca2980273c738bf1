import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Client, createClient, type InStatement } from "@libsql/client";
import { drizzle, type LibSQLDatabase } from "drizzle-orm/libsql";
import { env } from "@/lib/env";
import { type FileClient, openFile } from "./file-client";
import * as schema from "./schema";

/**
 * The one owner of the database client.
 *
 * After one SQLITE_BUSY, later writes on the same libSQL file client report success and are not stored
 * (libsql-client-ts #352): so every BUSY reconnects before the statement is tried again. Interactive transactions
 * deadlock each other within a process: there are none, only single conditional statements and `batch`.
 */

export type Database = LibSQLDatabase<typeof schema>;

type Opened = { close: () => void; db: Database };
const kept = globalThis as typeof globalThis & { nextsceneDatabase?: Promise<Opened> };

/** The database; opened once per process, hot reloads included. */
export async function database(): Promise<Database> {
  kept.nextsceneDatabase ??= open(env().DATABASE_URL, env().DATABASE_AUTH_TOKEN);
  return (await kept.nextsceneDatabase).db;
}

/** A query that is built once per database, for the questions that every step asks. Its values are `sql.placeholder`s. */
export function builtOnce<Query>(build: (db: Database) => Query): () => Promise<Query> {
  let built: { db: Database; query: Query } | undefined;
  return async () => {
    const db = await database();
    if (built?.db !== db) built = { db, query: build(db) };
    return built.query;
  };
}

async function open(url: string, authToken: string | undefined): Promise<Opened> {
  const isFile = url.startsWith("file:");
  if (isFile) mkdirSync(dirname(url.slice("file:".length)), { recursive: true, mode: 0o700 });
  // For a file it applies the migrations only. Its calls are synchronous: a second connection would only be a rival for the lock.
  const client = createClient({ url, authToken, timeout: 5000, ...(isFile && { concurrency: 1 }) });
  const connection = isFile ? openFile(url.slice("file:".length)) : client;
  const close = () => {
    client.close();
    if (connection !== client) connection.close();
  };
  return { close, db: drizzle(patient(client, connection), { schema }) };
}

/** The client with every call tried again after BUSY, on a fresh connection. */
function patient(client: Client, connection: FileClient): Client {
  const again = async <R>(run: () => Promise<R>): Promise<R> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (!isBusy(error) || attempt === 10) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 * attempt * (0.5 + Math.random())));
        connection.reconnect();
      }
    }
  };
  return {
    execute: ((statement: InStatement) => again(() => connection.execute(statement))) as Client["execute"],
    batch: (...args) => again(() => connection.batch(...args)),
    migrate: (...args) => client.migrate(...args),
    transaction: () =>
      Promise.reject(new Error("No interactive transactions: use a batch or a conditional statement.")),
    executeMultiple: (sql) => client.executeMultiple(sql),
    sync: () => client.sync(),
    close: () => client.close(),
    reconnect: () => client.reconnect(),
    closed: client.closed,
    protocol: client.protocol,
  };
}

/** Busy, or closed under us by the reconnect that another call's BUSY brought about: not executed either way. */
const isBusy = (error: unknown) =>
  error instanceof Error && "code" in error && /^(SQLITE_BUSY|SQLITE_LOCKED|CLIENT_CLOSED)/.test(String(error.code));

/** Closes the client, so that a test or a command line can end. */
export async function closeDatabase(): Promise<void> {
  const opened = kept.nextsceneDatabase;
  kept.nextsceneDatabase = undefined;
  if (opened) (await opened).close();
}
