import type { Asset } from "@/db/assets";
import { assetsAfter, namedFiles, removeFileless, someAssets } from "@/db/cleanup";
import { count } from "@/db/counters";
import { log } from "@/lib/log";
import { store } from "@/lib/storage/current";
import { pictured } from "@/lib/storage/thumbnail-key";
import { isLeftIncoming } from "../assets/direct-upload-key";
import { hour, removeFile } from "./cleanup";

const filesAtOnce = 200;
const rowsPerWalk = 500;

/** The form of the app's keys: other files in a shared bucket, or copies for callers, are never touched. */
const ourKey = /^([0-9a-f]{2})\/\1[0-9a-f]{62}\.[a-z0-9]+(\.thumbnail\.webp)?$/;

/**
 * Compares the store with the database once an hour: removes files without an asset, and assets without their file,
 * which crashes and restored backups leave.
 */
export async function scanForOrphans(now = Date.now()): Promise<void> {
  const some = await someAssets();
  if (some.length === 0) return; // a new database, or the wrong one
  if (!(await anyHasItsFile(some))) {
    log("warn", "None of the checked assets has its file. Check that DATA_DIR or S3_BUCKET belongs to DATABASE_URL.");
    return;
  }
  await removeUnnamedFiles(now);
  await removeRowsWithoutFile();
}

/** If none has its file, a setting is wrong or a mount is missing: then nothing is removed. */
async function anyHasItsFile(some: Asset[]): Promise<boolean> {
  for (const { storageKey } of some) if (await store().stat(storageKey)) return true;
  return false;
}

async function removeUnnamedFiles(now: number): Promise<void> {
  const keys: string[] = [];
  const removeUnnamed = async () => {
    const batch = keys.splice(0);
    const named = await namedFiles(batch.map((key) => pictured(key) ?? key));
    for (const key of batch) if (!named.has(pictured(key) ?? key)) await removeFile(key, now);
  };
  for await (const { key, modifiedAt } of store().list()) {
    if (isLeftIncoming(key, modifiedAt, now)) await store().remove(key);
    if (!ourKey.test(key) || modifiedAt.getTime() > now - hour) continue;
    keys.push(key);
    if (keys.length === filesAtOnce) await removeUnnamed();
  }
  await removeUnnamed();
}

/** Where the next scan continues. Only in memory: losing it costs work, nothing else. */
let lastLooked = "";

/** Checks a bounded number of assets per scan and all of them over time: with S3 each is a request. */
async function removeRowsWithoutFile(): Promise<void> {
  const rows = await assetsAfter(lastLooked, rowsPerWalk);
  lastLooked = rows.length < rowsPerWalk ? "" : (rows.at(-1)?.id ?? "");
  const fileless: string[] = [];
  for (const { id, storageKey } of rows) if (!(await store().stat(storageKey))) fileless.push(id);
  if (fileless.length === 0) return;
  const needed = await removeFileless(fileless);
  await count("files.missing", needed.length);
  for (const { id } of needed) log("error", "The file of an asset that a running job needs is missing.", { asset: id });
}
