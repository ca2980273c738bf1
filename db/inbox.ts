import { asc, eq, sql } from "drizzle-orm";
import { withoutTokens } from "@/lib/answer-address";
import { builtOnce, database } from "./client";
import { sha256 } from "./keys";
import { inbox } from "./schema";

export type Answer = typeof inbox.$inferSelect;

/** Stores an answer as it came, without the token it may repeat; the same again changes nothing. False when it was known. */
export async function storeAnswer(callId: string, said: string, contradicts = false): Promise<boolean> {
  const body = withoutTokens(said);
  const db = await database();
  const stored = await db
    .insert(inbox)
    .values({ callId, body, bodyHash: sha256(body), contradicts })
    .onConflictDoNothing();
  return stored.rowsAffected > 0;
}

/** Every answer to a call, in the order they came. */
export async function answersTo(callId: string): Promise<Answer[]> {
  return (await answersByCall()).all({ callId });
}

const answersByCall = builtOnce((db) =>
  db
    .select()
    .from(inbox)
    .where(eq(inbox.callId, sql.placeholder("callId")))
    .orderBy(asc(inbox.id))
    .prepare(),
);
