import { findInLibrary, type LibraryRow } from "@/db/library";
import { Problem } from "@/lib/errors";
import type { RequestContext } from "./caller";

/** The file of a route's `[id]` in the caller's library. Another key's file counts as not found, also for an admin. */
export async function ownFile({ params, key }: RequestContext): Promise<LibraryRow> {
  const file = params.id ? await findInLibrary(key.id, params.id) : undefined;
  if (!file) throw new Problem("not_found", "There is no such file in your library.");
  return file;
}
