import { asc, eq, sql } from "drizzle-orm";
import { withoutTokens } from "@/lib/answer-address";
import { builtOnce } from "./client";
import { sha256 } from "./keys";
import { inbox } from "./schema";

export type Answer = typeof inbox.$inferSelect;

/** Stores an answer as it came, without the token it may repeat; the same again changes nothing. False when it was known. */
export async function storeAnswer(callId: string, said: string, contradicts = false): Promise<boolean> {
  const body = withoutTokens(said);
  const given = { callId, body, bodyHash: sha256(body), contradicts };
  const stored = await (await newAnswer()).run(given);
  return stored.rowsAffected > 0;
}

const newAnswer = builtOnce((db) => {
  const given = {
    callId: sql.placeholder("callId"),
    body: sql.placeholder("body"),
    bodyHash: sql.placeholder("bodyHash"),
    contradicts: sql.placeholder("contradicts"),
  };
  return db.insert(inbox).values(given).onConflictDoNothing().prepare();
});

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
