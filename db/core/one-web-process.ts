import { setTimeout as sleep } from "node:timers/promises";
import Database from "libsql";
import { env } from "@/lib/env";
import { isBusy } from "./errors";
import { makePrivate } from "./private-file";

/**
 * A database file belongs to one web process: it takes every submit that it does not make itself for one that was lost, and
 * every unfinished file for a leftover. The lock is SQLite's own on a file beside the database, so the operating system gives
 * it up with the process, however that ends. Commands that only look into the database do not ask for it.
 */

const kept = globalThis as typeof globalThis & { nextsceneOneWebProcess?: Database.Database };

/** A process that is being stopped gets this long to end. */
const patienceMs = 5_000;

/** One sentence when another web process has the database file; null when this one has it now, or there is no file. */
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
