import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { BudgetNotice } from "@/lib/schemas/delivery";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { budgetNoticesIfChanged, type Told } from "./deliveries";
import type { KeyRow } from "./keys";
import { jobs, keys, usage } from "./schema";
import { dayOf } from "./usage";

export type Spending = { key: KeyRow; day: string; notified: number };

/** The keys that used something today, have whom to notify, and were not notified of their whole budget. */
export async function keysToWatch(): Promise<Spending[]> {
  const db = await database();
  const day = dayOf();
  const rows = await db
    .select({ key: keys, notified: usage.budgetNotified })
    .from(usage)
    .innerJoin(keys, eq(keys.id, usage.keyId))
    .where(and(eq(usage.day, day), lt(usage.budgetNotified, 100), sql`${keys.notify} <> '[]'`, isNull(keys.revokedAt)));
  return rows.map((row) => ({ ...row, day }));
}

/** Stores the notifications that a share of a key's budget is used, once a day; returns those to send. */
export async function noteBudget({ key, day }: Spending, notify: string[], notice: BudgetNotice): Promise<Told[]> {
  const db = await database();
  const [newest] = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(eq(jobs.keyId, key.id))
    .orderBy(desc(jobs.id))
    .limit(1);
  if (!newest) return [];
  const { statements, deliveries } = budgetNoticesIfChanged(db, { id: key.id, notify, jobId: newest.id }, notice);
  const changed = await writeTogether([
    db
      .update(usage)
      .set({ budgetNotified: notice.percent })
      .where(and(eq(usage.keyId, key.id), eq(usage.day, day), lt(usage.budgetNotified, notice.percent))),
    ...statements,
  ]);
  return changed ? deliveries : [];
}
