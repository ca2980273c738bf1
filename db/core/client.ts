import { type Client, createClient, type InStatement } from "@libsql/client";
import { drizzle, type LibSQLDatabase } from "drizzle-orm/libsql";
import { env } from "@/lib/env";
import * as schema from "../schema";
import { isBusy } from "./errors";
import { type FileClient, openFile } from "./file-client";
import { makePrivate } from "./private-file";

/**
 * The one owner of the database client.
 *
 * After one SQLITE_BUSY, later writes on the same libSQL file client report success and are not stored
 * (libsql-client-ts #352): so every BUSY reconnects before the statement is tried again. Interactive transactions
 * deadlock each other within a process: there are none, only single conditional statements and `batch`.
 */

/** `write`: of a file alone; see `FileClient`. */
type DatabaseClient = Client & Partial<Pick<FileClient, "write">>;

export type Database = LibSQLDatabase<typeof schema> & { $client: DatabaseClient };

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
  const { DATABASE_SYNC, DATABASE_WAIT_SECONDS } = env();
  const waitMs = DATABASE_WAIT_SECONDS * 1000;
  if (!url.startsWith("file:")) {
    const fetchInTime = (request: Request) => fetch(request, { signal: AbortSignal.timeout(waitMs) });
    return openServer(createClient({ url, authToken, fetch: fetchInTime }));
  }
  const path = url.slice("file:".length);
  makePrivate(path);
  // It applies the migrations only. Its calls are synchronous: a second connection would only be a rival for the lock.
  const migrating = createClient({ url, timeout: 5000, concurrency: 1 });
  const file = openFile(path, { waitMs, lazily: DATABASE_SYNC === "normal" });
  return {
    db: drizzle(clientOf(migrating, file), { schema }),
    close: () => {
      migrating.close();
      file.close();
    },
  };
}

function openServer(client: Client): Opened {
  return { db: drizzle(clientOf(client, patient(client)), { schema }), close: () => client.close() };
}

type Statements = Pick<FileClient, "execute" | "batch"> & Partial<Pick<FileClient, "write">>;

/** A client whose statements another one runs. */
function clientOf(client: Client, { execute, batch, write }: Statements): DatabaseClient {
  return {
    write,
    execute: ((statement: InStatement) => execute(statement)) as Client["execute"],
    batch,
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

/** A server's client with every call tried again after BUSY, on a fresh connection. */
function patient(client: Client): Statements {
  const again = async <R>(run: () => Promise<R>): Promise<R> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (!isUnexecuted(error) || attempt === 10) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 * attempt * (0.5 + Math.random())));
        client.reconnect();
      }
    }
  };
  return {
    execute: (statement) => again(() => client.execute(statement)),
    batch: (statements, mode) => again(() => client.batch(statements, mode)),
  };
}

/** Busy, or closed under us by the reconnect that another call's BUSY brought about: not executed either way. */
const isUnexecuted = (error: unknown) =>
  isBusy(error) || (error instanceof Error && "code" in error && error.code === "CLIENT_CLOSED");

/** Closes the client, so that a test or a command line can end. */
export async function closeDatabase(): Promise<void> {
  const opened = kept.nextsceneDatabase;
  kept.nextsceneDatabase = undefined;
  if (opened) (await opened).close();
}
