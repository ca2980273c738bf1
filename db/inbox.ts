import { asc, eq, sql } from "drizzle-orm";
import { withoutTokens } from "@/lib/http/callback-url";
import { builtStatement, writeTogether } from "./core/batch";
import { builtOnce, database } from "./core/client";
import { sha256 } from "./keys";
import { inbox } from "./schema";

export type Answer = typeof inbox.$inferSelect;
type Kind = NonNullable<Answer["kind"]>;

/** Rows of one kind that a call may have: a service that says ever new things does not fill the database. */
const most: Record<Kind, number> = { pending: 20, unclear: 20, final: 50, unreadable: 10 };

/**
 * Stores an answer as it came, without the token it may repeat; the same again changes nothing. One that is given a `place`
 * is replaced by the next one in the same place. False when nothing was stored. `committed`: see `writeTogether`.
 */
export async function storeAnswer(
  callId: string,
  said: string,
  {
    contradicts = false,
    kind = null,
    place,
    committed,
  }: { contradicts?: boolean; kind?: Kind | null; place?: string; committed?: () => void } = {},
): Promise<boolean> {
  const db = await database();
  const body = withoutTokens(said);
  const bodyHash = place ?? sha256(body);
  const given = {
    callId,
    body,
    bodyHash,
    contradicts: Number(contradicts),
    kind,
    most: kind ? most[kind] : most.final,
  };
  const statement = builtStatement(db, "answer", given, () => {
    const holder = sql.placeholder;
    return db.run(sql`insert into inbox (call_id, body, body_hash, contradicts, kind)
        select ${holder("callId")}, ${holder("body")}, ${holder("bodyHash")}, ${holder("contradicts")}, ${holder("kind")}
        where (select count(*) from inbox where call_id = ${holder("callId")} and kind is ${holder("kind")})
          < ${holder("most")}
          or exists (select 1 from inbox where call_id = ${holder("callId")} and body_hash = ${holder("bodyHash")})
        on conflict (call_id, body_hash) do update
          set body = excluded.body,
            created_at = case excluded.kind when 'pending' then excluded.created_at else created_at end
          where excluded.kind in ('pending', 'unclear')`);
  });
  return writeTogether([statement], committed);
}

/** The answers to a call that can be read, in the order they came. */
export async function answersTo(callId: string): Promise<Answer[]> {
  return (await answersByCall()).all({ callId });
}

const answersByCall = builtOnce((db) =>
  db
    .select()
    .from(inbox)
    .where(sql`${eq(inbox.callId, sql.placeholder("callId"))} and ${inbox.kind} is not 'unreadable'`)
    .orderBy(asc(inbox.id))
    .prepare(),
);
