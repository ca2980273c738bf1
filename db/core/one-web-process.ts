import { setTimeout as sleep } from "node:timers/promises";
import Database from "libsql";
import { env } from "@/lib/env";
import { isBusy } from "./errors";
import { makePrivate } from "./private-file";

/**
 * A database file belongs to one web process, which treats submits of other processes as lost and unfinished files as
 * leftovers. SQLite locks a file beside the database, so the operating system releases the lock when the process ends,
 * even by a crash. Commands that only read the database do not take it.
 */

const kept = globalThis as typeof globalThis & { nextsceneOneWebProcess?: Database.Database };

/** Milliseconds. A process that is being stopped may take this long to end. */
const patienceMs = 5_000;

/**
 * Claims the database file: null when this process has it or `DATABASE_URL` names no file, else why not, in one
 * sentence.
 */
export async function claimDatabaseFile(): Promise<string | null> {
  const { DATABASE_URL } = env();
  if (!DATABASE_URL.startsWith("file:")) return null;
  const path = `${DATABASE_URL.slice("file:".length)}-web-process`;
  if (!kept.nextsceneOneWebProcess) makePrivate(path);
  for (const until = Date.now() + patienceMs; !kept.nextsceneOneWebProcess; ) {
    const lock = new Database(path);
    try {
      lock.exec("BEGIN EXCLUSIVE");
      kept.nextsceneOneWebProcess = lock;
    } catch (error) {
      lock.close();
      if (!isBusy(error)) throw error;
      if (Date.now() >= until) {
        return "Another web process uses it. Stop that one, or set DATABASE_URL to a database server, which several can share.";
      }
      await sleep(100);
    }
  }
  return null;
}
