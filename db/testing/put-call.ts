import { eq } from "drizzle-orm";
import type { Call } from "../calls";
import { database } from "../core/client";
import { calls } from "../schema";

/** Puts a call into any state, for a test that starts from there. */
export async function putCall({ id }: Pick<Call, "id">, row: Partial<Call>): Promise<void> {
  const db = await database();
  await db.update(calls).set(row).where(eq(calls.id, id));
}
