import type { Job, JobEvent, JobList, ProgressNews, StepNews } from "../schemas/job";
import { ApiError } from "./api-error";
import { hasEnded } from "./is-terminal";
import type { Ask } from "./request";
import { serverSentEvents } from "./server-sent-events";
import { pause } from "./sleep";

/** Applies an event to a job: its progress and, for a `step` event, the changed or added step and the cost. */
export function withNews(job: Job, news: StepNews | ProgressNews): Job {
  const { progress, estimatedWaitTime } = news;
  if (!("step" in news)) return { ...job, progress, estimatedWaitTime };
  const { step, cost } = news;
  const known = job.steps.some((old) => old.key === step.key);
  const steps = known ? job.steps.map((old) => (old.key === step.key ? step : old)) : [...job.steps, step];
  return { ...job, steps, progress, estimatedWaitTime, cost };
}

export type News = { name: string; data: JobEvent | Pick<JobList, "data"> };

/** Seconds to keep reconnecting to a server that does not answer, for example while it restarts. */
const patience = 60;

/**
 * The events of a stream, across reconnects. Each reconnect resumes after the last event, so none is missed. Ends when
 * the server closes the stream after a `last` event; throws errors that a retry cannot mend, such as an unknown job.
 */
export async function* events(
  ask: Ask,
  path: string,
  { signal, isLast }: { signal?: AbortSignal; isLast: (news: News) => boolean },
): AsyncGenerator<News> {
  let lastId = "";
  let heard = Date.now();
  for (;;) {
    try {
      const headers = { accept: "text/event-stream", ...(lastId && { "last-event-id": lastId }) };
      for await (const event of serverSentEvents(await ask(path, { headers, signal, isSafe: false, isStream: true }))) {
        heard = Date.now();
        lastId = event.id || lastId;
        const news: News = { name: event.name, data: JSON.parse(event.data) };
        yield news;
        if (isLast(news)) return;
      }
    } catch (error) {
      const refused = error instanceof ApiError && !error.retryable;
      if (signal?.aborted || refused || Date.now() - heard > patience * 1000) throw error;
    }
    await pause(0.5, signal);
  }
}

/** Yields each state of a job from now on; the last one is its final state. */
export async function* states(ask: Ask, id: string, signal?: AbortSignal): AsyncGenerator<Job> {
  let job: Job | undefined;
  const isLast = ({ data }: News) => "status" in data && hasEnded(data);
  for await (const { data } of events(ask, `/v1/jobs/${encodeURIComponent(id)}/events`, { signal, isLast })) {
    if ("status" in data) job = data;
    else if (job && "progress" in data) job = withNews(job, data);
    if (job) yield job;
  }
}
