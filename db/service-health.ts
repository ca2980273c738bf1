import { and, desc, eq, inArray, max, type SQL } from "drizzle-orm";
import type { StepStatus } from "@/lib/schemas/job";
import { database } from "./core/client";
import { calls } from "./schema";

export type LastExchange = {
  /** When it last answered properly, even if that piece of work failed. */
  answeredAt: Date | null;
  /** The failure since then (not reachable, refused or silent), as the call's message says it. */
  failing: string | null;
};

/** The service has accepted the work; the answer is awaited or present. */
const taken: StepStatus[] = ["waiting", "storing"];
const untaken: StepStatus[] = ["retrying", "unconfirmed"];
/** The service answered; only this piece of work failed. */
const ownFailures = ["service_failed", "result_unusable"];

/** The outcome of the newest exchanges with a service, from the ledger. */
export async function lastExchange(service: string): Promise<LastExchange> {
  const db = await database();
  const newest = (order: SQL, ...statuses: StepStatus[]) =>
    db
      .select({
        error: calls.error,
        message: calls.message,
        submittedAt: calls.submittedAt,
        finishedAt: calls.finishedAt,
      })
      .from(calls)
      .where(and(eq(calls.service, service), inArray(calls.status, statuses)))
      .orderBy(order)
      .limit(1);
  const [[succeeded], [failed], [held], [refused]] = await Promise.all([
    newest(desc(calls.finishedAt), "succeeded"),
    newest(desc(calls.finishedAt), "failed"),
    db
      .select({ at: max(calls.submittedAt) })
      .from(calls)
      .where(and(eq(calls.service, service), inArray(calls.status, taken))),
    newest(desc(calls.submittedAt), ...untaken),
  ]);
  const hasAnswered = failed && ownFailures.includes(failed.error?.code ?? "");
  const good = [succeeded?.finishedAt, held?.at, hasAnswered ? failed.finishedAt : null].map(
    (at) => at?.getTime() ?? 0,
  );
  const answered = Math.max(...good);
  const bad = [
    { at: hasAnswered ? null : failed?.finishedAt, words: failed?.error?.message },
    { at: refused?.submittedAt, words: refused?.message },
  ].filter(({ at }) => (at?.getTime() ?? 0) > answered);
  const last = bad.sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0))[0];
  return { answeredAt: answered > 0 ? new Date(answered) : null, failing: last ? (last.words ?? "") : null };
}
