import { presentJob, presentJobs } from "@/app/present/job";
import { type EventRow, newestSeq } from "@/db/events";
import { findJob, listJobs } from "@/db/jobs";
import { isTerminal, type Job } from "@/lib/job";
import { openStreams } from "./leave";
import { watch } from "./watch";

const heartbeatMs = 15_000;

/** Server-sent events of one job: a complete snapshot, then each change; closes after the job has ended. */
export const streamJob = (jobId: string, request: Request) =>
  stream(request, {
    wants: (event) => event.jobId === jobId,
    snapshot: async () => {
      const job = await findJob(jobId);
      return job ? presentJob(job) : null;
    },
    isOver: (snapshot) => isTerminal((snapshot as Job).status),
    endsWithJob: true,
  });

/** Server-sent events of all jobs of an owner, of everybody's without one. */
export const streamJobs = (keyId: string | undefined, request: Request) =>
  stream(request, {
    wants: (event) => keyId === undefined || event.keyId === keyId,
    snapshot: async () => ({ data: await presentJobs((await listJobs({ keyId, limit: 50 })).slice(0, 50)) }),
    isOver: () => false,
    endsWithJob: false,
  });

type Source = {
  wants(event: EventRow): boolean;
  snapshot(): Promise<unknown>;
  isOver(snapshot: unknown): boolean;
  endsWithJob: boolean;
};

/**
 * The snapshot is at least as new as the sequence it is sent with, and what came while it was read is sent after it: so
 * whoever resumes with `Last-Event-ID` misses nothing, however long they were away.
 */
function stream(request: Request, source: Source): Response {
  const encoder = new TextEncoder();
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      let ended = false;
      let sending: Promise<void> = Promise.resolve();
      const send = (text: string) => {
        if (!ended) controller.enqueue(encoder.encode(text));
      };
      const heartbeat = setInterval(() => send(": still here\n\n"), heartbeatMs);
      let unwatch = () => {};
      end = () => {
        if (ended) return;
        ended = true;
        clearInterval(heartbeat);
        unwatch();
        openStreams().delete(end);
        controller.close();
      };
      openStreams().add(end);
      request.signal.addEventListener("abort", () => end());
      let from = Number.POSITIVE_INFINITY;
      const early: EventRow[] = [];
      const take = (events: EventRow[]) => {
        const wanted = events.filter((event) => event.seq > from && source.wants(event));
        // What cannot be told ends the stream: its watcher comes back and gets the whole state.
        sending = sending.then(() => tell(wanted, source, send, end)).catch(() => end());
      };
      unwatch = await watch((events) => (from === Number.POSITIVE_INFINITY ? early.push(...events) : take(events)));
      const seq = await newestSeq();
      const snapshot = await source.snapshot();
      send(`retry: 1000\n${frame("snapshot", seq, snapshot)}`);
      if (snapshot === null || source.isOver(snapshot)) return end();
      from = seq;
      take(early);
    },
    cancel: () => end(),
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };
  return new Response(body, { headers });
}

/** Tells a batch: each job is read once, as it is now. */
async function tell(events: EventRow[], source: Source, send: (text: string) => void, end: () => void): Promise<void> {
  const shown = new Map<string, Job | null>();
  for (const event of events) {
    if (!shown.has(event.jobId)) {
      const row = await findJob(event.jobId).catch(() => undefined);
      shown.set(event.jobId, row ? await presentJob(row) : null);
    }
    const job = shown.get(event.jobId);
    if (!job) continue;
    const { progress, estimatedWaitTime } = job;
    if (event.type === "step") {
      const step = job.steps.find(({ name }) => name === event.step);
      if (step) send(frame("step", event.seq, { jobId: job.id, step, progress, estimatedWaitTime }));
    } else send(frame(event.type, event.seq, job));
    if (source.endsWithJob && /completed|failed|cancelled/.test(event.type) && isTerminal(job.status)) return end();
  }
}

const frame = (type: string, id: number, data: unknown) =>
  `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
