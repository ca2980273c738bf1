import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CannotStart } from "../supervisor/startup-error";

/** What the command remembers of a folder of results, so that it makes only what is missing when it is run again. */

const stateSchema = z.object({
  /** The files of each row that was made, by the row's id. */
  made: z.record(z.string(), z.array(z.string())),
  /** The batch in progress and the ids of its rows in order. Without `id` the answer may be lost: `requests` and `notify` go again. */
  batch: z
    .object({
      id: z.string().nullable(),
      idempotencyKey: z.string(),
      url: z.string(),
      rows: z.array(z.string()),
      requests: z.array(z.record(z.string(), z.unknown())).optional(),
      notify: z.array(z.string()).optional(),
    })
    .nullable(),
});
export type BatchState = z.infer<typeof stateSchema>;

const fileIn = (folder: string) => join(folder, "manifest.json");

export function readState(folder: string): BatchState {
  const file = fileIn(folder);
  if (!existsSync(file)) return { made: {}, batch: null };
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new CannotStart(`${file} is not of this command: give another folder with --out.`);
  }
}

/** Replaces the file as a whole, so that a kill leaves the old one or the new one. */
export function writeState(folder: string, state: BatchState): void {
  const part = `${fileIn(folder)}.part`;
  writeFileSync(part, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(part, fileIn(folder));
}

/** Whether all files of a row are there. */
export const isMade = (folder: string, { made }: BatchState, id: string): boolean =>
  made[id]?.every((name) => existsSync(join(folder, name))) ?? false;
