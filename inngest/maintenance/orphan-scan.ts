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

/** What our keys look like: in a bucket that is also used for other things, and for callers' copies, nothing else is ours. */
const ourKey = /^([0-9a-f]{2})\/\1[0-9a-f]{62}\.[a-z0-9]+(\.thumbnail\.webp)?$/;

/**
 * Compares the store with the database, once an hour: removes files that no asset names, and assets whose file is gone.
 * Crashes and restored backups leave such things.
 */
export async function scanForOrphans(now = Date.now()): Promise<void> {
  const some = await someAssets();
  if (some.length === 0) return; // a new database, or the wrong one
  if (!(await anyHasItsFile(some))) {
    log(
      "warn",
      "None of the assets looked at has its file: do DATA_DIR or S3_BUCKET and DATABASE_URL belong together?",
    );
    return;
  }
  await removeUnnamedFiles(now);
  await removeRowsWithoutFile();
}

/** Else the store and the database do not belong together, by a wrong setting or a missing mount: nothing is removed. */
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

/** Where the next walk goes on. Held by this process alone: it saves work, nothing depends on it. */
let lastLooked = "";

/** Looks at a bounded number of assets per walk, all of them in turn: with S3 each is a request. */
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
