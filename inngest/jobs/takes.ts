import { isDeepStrictEqual } from "node:util";
import { type Call, currentCalls, isReusable } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { assetsIn } from "./export-output";

/** A numbered version of a call's result: all attempts of one request. */
export type Take = { number: number; call: Call; chosen: boolean };

/**
 * The takes of each call of a job, oldest first. One request is one take, however often it was tried: the try that
 * succeeded counts, else the newest.
 */
export function takesOf(rows: Call[]): Map<string, Take[]> {
  const chosen = currentCalls(rows);
  const byKey = new Map<string, Map<string, Call>>();
  for (const row of rows) {
    const byRequest = byKey.get(row.key) ?? new Map<string, Call>();
    byKey.set(row.key, byRequest);
    const known = byRequest.get(row.requestHash);
    if (!known || !isReusable(known)) byRequest.set(row.requestHash, row);
  }
  return new Map(
    [...byKey].map(([key, byRequest]) => [
      key,
      [...byRequest.values()].map((call, i) => ({
        number: i + 1,
        call,
        chosen: call.requestHash === chosen.get(key)?.requestHash,
      })),
    ]),
  );
}

/**
 * The current row of each call, or the last one before it was out of date. Excludes rows that a person has changed
 * since, rows made of files that are not current, and, once the job is completed, rows that it did not use.
 */
export function currentCallsOf(job: JobRow, rows: Call[]): Map<string, Call> {
  const stands = currentCalls(rows);
  const outOfDate = new Set(job.plan.flatMap((planned) => (planned.outOfDate ? [planned.key] : [])));
  const isStale = (call: Call): boolean => {
    if (outOfDate.has(call.key)) return false;
    if (call.lastGeneration === job.generation) return false;
    if (job.status === "completed") return true;
    if (!isDeepStrictEqual(call.change, job.changes[call.key] ?? null)) return true;
    const makers = upstreamCalls(call, rows);
    return assetsIn(call.input).some((id) => {
      const made = makers.filter((maker) => assetsIn(maker.output).includes(id));
      return made.length > 0 && !made.some((maker) => stands.get(maker.key) === maker && !isStale(maker));
    });
  };
  return new Map([...stands].filter(([, call]) => !isStale(call)));
}

/**
 * The calls of the same job whose files are this call's input. They are older, so there are no cycles. A call that chooses
 * a file has it as its output too: its other takes are not what it was made of.
 */
export function upstreamCalls<Row extends Pick<Call, "id" | "key" | "input" | "output">>(
  call: Row,
  rows: Row[],
): Row[] {
  const inputs = assetsIn(call.input);
  return rows.filter(
    (row) => row.id < call.id && row.key !== call.key && assetsIn(row.output).some((id) => inputs.includes(id)),
  );
}
