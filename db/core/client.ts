import { type Client, createClient, type InStatement } from "@libsql/client";
import { drizzle, type LibSQLDatabase } from "drizzle-orm/libsql";
import { env } from "@/lib/env";
import * as schema from "../schema";
import { isBusy } from "./errors";
import { type FileClient, openFile } from "./file-client";
import { makePrivate } from "./private-file";

/**
 * The only owner of the database client. Interactive transactions deadlock each other within a process, so there are
 * none. After a SQLITE_BUSY a libSQL file client reports later writes without storing them (libsql-client-ts #352), so
 * every BUSY reconnects before the retry.
 */

/** `write`: only for files; see `FileClient`. */
type DatabaseClient = Client & Partial<Pick<FileClient, "write">>;

export type Database = LibSQLDatabase<typeof schema> & { $client: DatabaseClient };

type Opened = { close: () => void; db: Database };
const kept = globalThis as typeof globalThis & { nextsceneDatabase?: Promise<Opened> };

/** The database; opened once per process, hot reloads included. */
export async function database(): Promise<Database> {
  kept.nextsceneDatabase ??= open(env().DATABASE_URL, env().DATABASE_AUTH_TOKEN);
  return (await kept.nextsceneDatabase).db;
}

/** A query that is built once per database, for frequent queries. Its values are `sql.placeholder`s. */
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
  // It applies the migrations only. Its calls are synchronous: a second connection would only compete for the lock.
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

/** A client that passes its statements to another one. */
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

/** A server's client that retries every call after BUSY, on a fresh connection. */
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

/** Busy, or closed by another call's reconnect: not executed in both cases. */
const isUnexecuted = (error: unknown) =>
  isBusy(error) || (error instanceof Error && "code" in error && error.code === "CLIENT_CLOSED");

/** Closes the client, so that a test or a command line can end. */
export async function closeDatabase(): Promise<void> {
  const opened = kept.nextsceneDatabase;
  kept.nextsceneDatabase = undefined;
  if (opened) (await opened).close();
}
