import { withNews } from "../job-news";
import type { Job, JobEvent, JobList } from "../schemas/job";
import { ApiError } from "./api-error";
import { hasEnded } from "./is-terminal";
import type { Ask } from "./request";
import { serverSentEvents } from "./server-sent-events";
import { pause } from "./sleep";

export type News = { name: string; data: JobEvent | Pick<JobList, "data"> };

/** Seconds to keep reconnecting to a server that does not answer, for example while it restarts. */
const patience = 60;
/** Milliseconds without any bytes after which a stream is lost: the server sends a heartbeat every 15 seconds. */
const silenceMs = 45_000;

/** Asks until there is an answer, as `events` does; throws what a retry cannot mend. */
export async function answered<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const since = Date.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isOver(error, since, signal)) throw error;
    }
    await pause(0.5, signal);
  }
}

/** Whether an error ends the wait for a server: another try would not mend it, or it has been away for too long. */
const isOver = (error: unknown, since: number, signal?: AbortSignal) =>
  signal?.aborted || (error instanceof ApiError && !error.retryable) || Date.now() - since > patience * 1000;

/** A signal that aborts when nothing was `heard` for too long. */
function watchSilence() {
  const silent = new AbortController();
  const abort = () => silent.abort(new ApiError(0, { detail: "The event stream is silent." }));
  let timer = setTimeout(abort, silenceMs);
  return {
    signal: silent.signal,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(abort, silenceMs);
    },
    end: () => clearTimeout(timer),
  };
}

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
  let lostAt: number | undefined;
  for (;;) {
    const silence = watchSilence();
    const hear = () => {
      lostAt = undefined;
      silence.heard();
    };
    try {
      const headers = { accept: "text/event-stream", ...(lastId && { "last-event-id": lastId }) };
      const until = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
      const response = await ask(path, { headers, signal: until, isSafe: false, isStream: true });
      hear();
      // Nothing follows the last event, and that was none for this caller: it gets the whole state.
      if (response.status === 204) lastId = "";
      for await (const event of serverSentEvents(response, hear)) {
        lastId = event.id || lastId;
        const news: News = { name: event.name, data: JSON.parse(event.data) };
        yield news;
        if (isLast(news)) return;
      }
    } catch (error) {
      lostAt ??= Date.now();
      if (isOver(error, lostAt, signal)) throw error;
    } finally {
      silence.end();
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
