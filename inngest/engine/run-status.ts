/** An answer of the engine's public API. */
type Answer = { status: number; json: unknown };
type Ask = (path: string) => Promise<Answer>;

export type RunState = "under way" | "waits" | "idle" | "forgotten";

/**
 * Whether a run is under way at the engine: "forgotten" when the engine has no such run or the run has ended, while its
 * job did not; "idle" when it is said to run and has nothing queued; "waits" when all that is queued are pauses, which an
 * event or the end of an invoked run resumes. When the engine does not say, it is under way.
 *
 * Inngest's own server keeps what it shows of a run apart from what moves it: after a restart without Redis a run is
 * "Running" for ever, with nothing queued. And it answers 200 with no data for a run it does not know.
 */
export async function runAtEngine(runId: string, ask: Ask): Promise<RunState> {
  const { status, json } = await ask(`/v1/runs/${runId}`);
  const { data } = (json ?? {}) as { data?: { status?: string } | null };
  if (status === 404 || (status === 200 && data === null)) return "forgotten";
  if (["Completed", "Failed", "Cancelled"].includes(data?.status ?? "")) return "forgotten";
  if (data?.status !== "Running") return "under way";
  const queued = await ask(`/v1/runs/${runId}/jobs`);
  const jobs = (queued.json as { data?: { kind?: string }[] | null } | undefined)?.data;
  if (queued.status !== 200 || !Array.isArray(jobs)) return "under way";
  if (jobs.length === 0) return "idle";
  return jobs.every(({ kind }) => kind === "pause") ? "waits" : "under way";
}

/** The runs that an event has started, by the engine's id of it; null when the engine does not say. */
export async function runsOfEvent(engineId: string, ask: Ask): Promise<string[] | null> {
  const { status, json } = await ask(`/v1/events/${engineId}/runs`);
  if (status === 404) return [];
  const { data } = (json ?? {}) as { data?: { run_id?: string }[] | null };
  if (status !== 200 || data === undefined) return null;
  return (data ?? []).flatMap(({ run_id }) => run_id ?? []);
}
