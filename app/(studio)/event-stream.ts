import type { Job, Step } from "@/lib/job";

export type StepNews = Pick<Job, "progress" | "estimatedWaitTime"> & { jobId: string; step: Step };

export type Listeners<Snapshot> = {
  snapshot: (snapshot: Snapshot) => void;
  job: (job: Job) => void;
  step: (news: StepNews) => void;
  connected: (yes: boolean) => void;
  /** The server refused the stream: ask the plain route why. */
  refused: () => void;
};

const jobNews = ["job.created", "job.status", "job.completed", "job.failed", "job.cancelled"];

/** Listens to a stream of the API until closed; the browser reconnects by itself and resumes with Last-Event-ID. */
export function listen<Snapshot>(url: string, on: Listeners<Snapshot>): () => void {
  const source = new EventSource(url);
  const hear = <T>(name: string, tell: (data: T) => void) =>
    source.addEventListener(name, (event) => tell(JSON.parse(event.data)));

  hear<Snapshot>("snapshot", on.snapshot);
  for (const name of jobNews) hear<Job>(name, on.job);
  hear<StepNews>("step", on.step);
  source.onopen = () => on.connected(true);
  source.onerror = () => {
    on.connected(false);
    if (source.readyState === EventSource.CLOSED) on.refused();
  };
  return () => source.close();
}
