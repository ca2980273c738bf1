/** A response of the engine's public API. */
type Answer = { status: number; json: unknown };
type Ask = (path: string) => Promise<Answer>;

export type RunState = "running" | "waits" | "idle" | "forgotten";

/**
 * The state of a run. "forgotten": unknown to the engine, or ended before its job. "idle": Running with an empty queue,
 * as on Inngest's own server after a restart without Redis (it also answers 200 without data for unknown runs).
 * "waits": only pauses are queued, which an event or an invoked run's end resumes. All other answers count as
 * "running".
 */
export async function runAtEngine(runId: string, ask: Ask): Promise<RunState> {
  const { status, json } = await ask(`/v1/runs/${runId}`);
  const { data } = (json ?? {}) as { data?: { status?: string } | null };
  if (status === 404 || (status === 200 && data === null)) return "forgotten";
  if (["Completed", "Failed", "Cancelled"].includes(data?.status ?? "")) return "forgotten";
  if (data?.status !== "Running") return "running";
  const queued = await ask(`/v1/runs/${runId}/jobs`);
  const jobs = (queued.json as { data?: { kind?: string }[] | null } | undefined)?.data;
  if (queued.status !== 200 || !Array.isArray(jobs)) return "running";
  if (jobs.length === 0) return "idle";
  return jobs.every(({ kind }) => kind === "pause") ? "waits" : "running";
}

/** The runs that an event started, by the engine's id of it; null when the engine does not answer that. */
export async function runsOfEvent(engineId: string, ask: Ask): Promise<string[] | null> {
  const { status, json } = await ask(`/v1/events/${engineId}/runs`);
  if (status === 404) return [];
  const { data } = (json ?? {}) as { data?: { run_id?: string }[] | null };
  if (status !== 200 || data === undefined) return null;
  return (data ?? []).flatMap(({ run_id }) => run_id ?? []);
}
