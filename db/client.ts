import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Client, createClient, LibsqlError } from "@libsql/client";
import { drizzle, type LibSQLDatabase } from "drizzle-orm/libsql";
import { env } from "@/lib/env";
import * as schema from "./schema";

/**
 * The one owner of the database client.
 *
 * After one SQLITE_BUSY, later writes on the same libSQL file client report success and are not stored
 * (libsql-client-ts #352): so every BUSY reconnects before the statement is tried again. Interactive transactions
 * deadlock each other within a process: there are none, only single conditional statements and `batch`.
 */

export type Database = LibSQLDatabase<typeof schema>;

type Opened = { client: Client; db: Database };
const kept = globalThis as typeof globalThis & { nextsceneDatabase?: Promise<Opened> };

/** The database; opened once per process, hot reloads included. */
export async function database(): Promise<Database> {
  kept.nextsceneDatabase ??= open(env().DATABASE_URL, env().DATABASE_AUTH_TOKEN);
  return (await kept.nextsceneDatabase).db;
}

async function open(url: string, authToken: string | undefined): Promise<Opened> {
  const isFile = url.startsWith("file:");
  if (isFile) mkdirSync(dirname(url.slice("file:".length)), { recursive: true, mode: 0o700 });
  // A file's calls are synchronous inside the client, so a second connection would only be a rival for the lock,
  // and the PRAGMAs below would not reach it.
  const client = createClient({ url, authToken, timeout: 5000, ...(isFile && { concurrency: 1 }) });
  const prepare = async () => {
    if (!isFile) return;
    await client.execute("PRAGMA journal_mode = WAL");
    await client.execute("PRAGMA synchronous = NORMAL");
  };
  await prepare();
  return { client, db: drizzle(patient(client, prepare), { schema }) };
}

/** The client with every call tried again after BUSY, on a fresh connection. */
function patient(client: Client, prepare: () => Promise<void>): Client {
  const again = async <R>(run: () => Promise<R>): Promise<R> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (!isBusy(error) || attempt === 10) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 * attempt * (0.5 + Math.random())));
        client.reconnect();
        await prepare().catch(() => {}); // still busy: the next attempt says so
      }
    }
  };
  return {
    execute: ((...args: [never, never]) => again(() => client.execute(...args))) as Client["execute"],
    batch: (...args) => again(() => client.batch(...args)),
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
  error instanceof LibsqlError && /^(SQLITE_BUSY|SQLITE_LOCKED|CLIENT_CLOSED)/.test(error.code);

/** Closes the client, so that a test or a command line can end. */
export async function closeDatabase(): Promise<void> {
  const opened = kept.nextsceneDatabase;
  kept.nextsceneDatabase = undefined;
  if (opened) (await opened).client.close();
}
