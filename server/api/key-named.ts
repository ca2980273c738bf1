import { findKeyRow, type KeyRow } from "@/db/keys";
import { Problem } from "@/lib/errors";

export async function keyNamed(id = ""): Promise<KeyRow> {
  const row = await findKeyRow(id);
  if (!row) throw new Problem("not_found", "Key not found.");
  return row;
}
