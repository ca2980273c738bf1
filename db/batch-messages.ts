import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { originOf } from "@/lib/schemas/delivery";
import { builtStatement, ifChanged, placeholdersFor, type Statement } from "./core/batch";
import type { Database } from "./core/client";
import { dueEvent, placeOf, type Told } from "./deliveries";
import { outboxIfChanged } from "./outbox";
import type { batches } from "./schema";
import { isPaused } from "./webhook-origins";

/** Messages for the end of a write, each stored by two of its last statements. */
export type BatchMessages = { statements: Statement[]; messages: Told[] };

/** The messages that a write with these at its end has stored. `written`: how many rows each statement changed. */
export const storedMessages = ({ messages }: Pick<BatchMessages, "messages">, written: number[]): Told[] =>
  messages.filter((_, i) => written.at(2 * (i - messages.length) + 1) === 1);

/**
 * The caller's webhook of a batch and its notifications, for the write that finishes it. Like a cancelled job, a batch
 * that a person cancelled notifies no one; its webhook is sent.
 */
export function batchMessages(db: Database, batch: typeof batches.$inferSelect): BatchMessages {
  const webhook = batch.webhookUrl ? [messageIfChanged(db, batch, { channel: "webhook", url: batch.webhookUrl })] : [];
  const all = [...webhook, ...batch.notify.map((target) => messageIfChanged(db, batch, placeOf(target)))];
  return {
    statements: all.flatMap(({ statements }) => statements),
    messages: all.map(({ message }) => message),
  };
}

type Place = { channel: "webhook" } | ReturnType<typeof placeOf>;

function messageIfChanged(
  db: Database,
  { id: batchId, keyId }: { id: string; keyId: string },
  { channel, url }: Place & { url: string },
) {
  const id = `msg_${uuidv7()}`;
  const event = dueEvent(id, 0);
  const given = { id, batchId, keyId, channel, url, origin: originOf(url) };
  const statement = builtStatement(db, `${channel === "webhook" ? "webhook" : "notice"} of a batch`, given, () => {
    const { row } = placeholdersFor(given);
    const status = sql`case when ${isPaused(row)} then 'paused' else 'pending' end`;
    const isWanted = channel === "webhook" ? sql`true` : wasNotCancelled(row.batchId);
    return db.run(sql`insert into deliveries (id, job_id, batch_id, key_id, channel, url, origin, status, ended)
      select ${row.id}, ${row.batchId}, ${row.batchId}, ${row.keyId}, ${row.channel}, ${row.url}, ${row.origin},
        ${status}, json_object(
          'status', case when exists (${withStatus(row.batchId, "failed")}) then 'failed'
            when exists (${withStatus(row.batchId, "cancelled")}) then 'cancelled' else 'completed' end, 'error', null,
          'counts', (select json(json_group_object(status, jobs)) from (
            select status, count(*) as jobs from jobs where batch_id = ${row.batchId} group by status)))
        where ${ifChanged} and ${isWanted}`);
  });
  const message: Told = { id, event: event.id };
  return { statements: [statement, outboxIfChanged(db, event)], message };
}

const wasNotCancelled = (batchId: string) =>
  sql`not exists (select 1 from batches b where b.id = ${batchId}
    and json_extract(b.stop_reason, '$.code') = 'batch_cancelled')`;

const withStatus = (batchId: string, status: "failed" | "cancelled") =>
  sql`select 1 from jobs where batch_id = ${batchId} and status = ${sql.raw(`'${status}'`)}`;
