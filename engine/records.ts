import { MAX_RECORD_BYTES, MAX_RECORDS } from "./limits";
import type { Run, Status } from "./run";

/** A run in Inngest's API. `output` is JSON text. */
export type RunRecord = {
  run_id: string;
  run_started_at: string;
  function_id: string;
  function_version: number;
  event_id: string;
  cron?: string;
  status: Status;
  ended_at: string | null;
  output?: string;
};

export type Records = {
  started: (run: Run) => void;
  ended: (run: Run, status: Status, output: string | undefined) => void;
  get: (runId: string) => RunRecord | undefined;
  ofEvent: (eventRef: string) => RunRecord[];
};

/** The runs that the API can show: all running ones, and the newest ended ones. */
export function createRecords(): Records {
  const running = new Map<string, RunRecord>();
  const ended = new Map<string, RunRecord>();
  const byEvent = new Map<string, string[]>();
  let bytes = 0;

  const get = (runId: string) => running.get(runId) ?? ended.get(runId);

  function forgetOldest() {
    for (const [runId, record] of ended) {
      if (ended.size <= MAX_RECORDS && bytes <= MAX_RECORD_BYTES) return;
      ended.delete(runId);
      bytes -= record.output?.length ?? 0;
      const others = byEvent.get(record.event_id)?.filter((id) => id !== runId) ?? [];
      if (others.length > 0) byEvent.set(record.event_id, others);
      else byEvent.delete(record.event_id);
    }
  }

  return {
    started(run) {
      running.set(run.id, {
        run_id: run.id,
        run_started_at: new Date(run.startedAt).toISOString(),
        function_id: run.fn,
        function_version: 1,
        event_id: run.event.ref,
        ...(run.cron ? { cron: run.cron } : {}),
        status: "Running",
        ended_at: null,
      });
      byEvent.set(run.event.ref, [...(byEvent.get(run.event.ref) ?? []), run.id]);
    },
    ended(run, status, output) {
      const record = running.get(run.id);
      if (!record) return;
      running.delete(run.id);
      ended.set(run.id, {
        ...record,
        status,
        ended_at: new Date().toISOString(),
        ...(output === undefined ? {} : { output }),
      });
      bytes += output?.length ?? 0;
      forgetOldest();
    },
    get,
    ofEvent: (eventRef) => (byEvent.get(eventRef) ?? []).flatMap((id) => get(id) ?? []),
  };
}
