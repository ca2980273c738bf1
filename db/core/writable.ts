import { eq } from "drizzle-orm";
import { keys } from "../schema";
import { database } from "./client";

/** The database's own reason why it cannot be written to; null when it can. Changes nothing. */
export async function whyNotWritable(): Promise<string | null> {
  try {
    const db = await database();
    await db.update(keys).set({ name: "" }).where(eq(keys.id, ""));
    return null;
  } catch (error) {
    return wordsOf(error);
  }
}

/** The message of the original error: Drizzle wraps it together with the whole statement. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? wordsOf(error.cause) : (error.message.split("\n")[0] ?? "");
}
