import { eq } from "drizzle-orm";
import { keys } from "../schema";
import { database } from "./client";

/** Why the database cannot be written to, in its own words; null when it can. Nothing is changed. */
export async function whyNotWritable(): Promise<string | null> {
  try {
    const db = await database();
    await db.update(keys).set({ name: "" }).where(eq(keys.id, ""));
    return null;
  } catch (error) {
    return wordsOf(error);
  }
}

/** Of what really happened: Drizzle wraps it in the whole statement. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? wordsOf(error.cause) : (error.message.split("\n")[0] ?? "");
}
