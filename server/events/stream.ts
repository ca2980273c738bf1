import { findBatch } from "@/db/batches";
import { eventsBetween, newestSeq, type Topic } from "@/db/events";
import { listJobs } from "@/db/job-list";
import { findJob } from "@/db/jobs";
import { describeBatch } from "@/inngest/batches/describe-batch";
import { Problem } from "@/lib/errors";
import { summaryOf } from "@/lib/job-summary";
import { isTerminal } from "@/lib/schemas/job";
import { isStillAuthorized, type RequestContext, seenBy } from "../api/caller";
import { presentJob, presentJobs } from "../api/serializers/job";
import { openStreams } from "../http/graceful-shutdown";
import type { RequestLike } from "../http/request-like";
import { toBatchEvents } from "./batch-payload";
import { subscribe } from "./hub";
import { frame, toStreamEvents } from "./payload";
import { trackProgress } from "./progress-ticker";
import type { StreamEvent } from "./stream-event";
import { acquireStream } from "./stream-limit";

export const heartbeatMs = 15_000;
/** The most bytes buffered for a watcher that does not read; beyond it the stream ends, and its watcher reconnects. */
const mostWaiting = 8 * 1024 * 1024;
/** The number of jobs in the studio's list. */
const inSnapshot = 50;

/** The whole state, and whether no event can follow. */
type Snapshot = { data: unknown; over: boolean };
/** `isShort`: summaries in place of whole jobs. `follows`: the end of the job does not end the stream. */
type Wanted = { snapshot: (seq: number) => Promise<Snapshot>; isShort?: boolean; follows?: boolean };

/**
 * Server-sent events of one job: a complete snapshot, then each change. Closes after the job has ended, unless it
 * `follows` the job: a retry or a retake starts it again.
 */
export const streamJob = (jobId: string, visit: RequestContext, { follows }: { follows: boolean }) => {
  const snapshot = async (seq: number) => {
    const row = await findJob(jobId);
    if (!row || row.deletedAt) throw new Problem("not_found", "Job not found.");
    const job = await presentJob(row);
    trackProgress(row, job, seq);
    return { data: job, over: isTerminal(job.status) && !follows };
  };
  return stream(visit, { jobId }, { snapshot, follows });
};

/** Server-sent events of one batch: a snapshot, then its jobs and its state as they change; closes after its end. */
export const streamBatch = (batchId: string, visit: RequestContext) =>
  stream(
    visit,
    { batchId },
    {
      snapshot: async () => {
        const row = await findBatch(batchId);
        if (!row) throw new Problem("not_found", "Batch not found.");
        return { data: await describeBatch(row), over: row.finishedAt !== null };
      },
    },
  );

/** Server-sent events of all jobs of the caller's key; for an admin of all keys. */
export const streamJobs = (visit: RequestContext, { isShort }: { isShort: boolean }) => {
  const keyId = seenBy(visit.key);
  const snapshot = async (seq: number) => {
    const { rows } = await listJobs({ keyId, limit: inSnapshot });
    const jobs = await presentJobs(rows);
    for (const [i, row] of rows.entries()) if (jobs[i]) trackProgress(row, jobs[i], seq);
    return { data: { data: isShort ? jobs.map(summaryOf) : jobs }, over: false };
  };
  return stream(visit, keyId === undefined ? "all" : { keyId }, { snapshot, isShort });
};

const headers = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };

/**
 * Subscribes before it reads the state, and sends the events of the meantime after it by `seq`, so that none is lost or
 * sent twice. With `Last-Event-ID` a watcher receives exactly the events since then, or a snapshot when they are not
 * stored any more.
 */
async function stream(
  visit: RequestContext,
  topic: Topic,
  { snapshot, isShort = false, follows = false }: Wanted,
): Promise<Response> {
  const { request, key } = visit;
  // A HEAD request reads no stream, so it would never end it.
  if (request.method === "HEAD") return new Response(null, { headers });
  const giveBack = acquireStream(key.id);
  const early: StreamEvent[] = [];
  let hear = (news: StreamEvent[]): void => void early.push(...news);
  let unwatch = () => {};
  const free = () => {
    unwatch();
    giveBack();
  };
  const [ofJob, ofBatch] = topic === "all" ? [false, false] : ["jobId" in topic && !follows, "batchId" in topic];
  const hasEnd = ofJob || ofBatch;
  const isLast = (one: StreamEvent) => one.ended && (one.ofBatch ? ofBatch : ofJob);
  try {
    unwatch = await subscribe(topic, (news) => hear(news));
    const seq = await newestSeq();
    const missed = await missedBy(request, topic, seq);
    const whole = missed?.some(isLast) ? undefined : await snapshot(seq);
    if (missed?.length === 0 && whole?.over) {
      free();
      return new Response(null, { status: 204 }); // this status stops a browser from reconnecting
    }
    const first = missed ? missed.map((news) => frameOf(news, isShort)).join("") : frame("snapshot", seq, whole?.data);
    const over = hasEnd && (whole === undefined || whole.over);
    const isOpen = async () => (await isStillAuthorized(request)) && (await isStillThere(topic));
    const body = watcherBody({ request, isOpen, free }, `retry: 1000\n\n${first}`, (send, end) => {
      const isNews = (one: StreamEvent) => one.seq > seq || (one.seq === seq && one.isProgress);
      const tell = (all: StreamEvent[]) => {
        const news = all.every(isNews) ? all : all.filter(isNews);
        const last = news.findIndex(isLast);
        send(bytesOf(last < 0 ? news : news.slice(0, last + 1), isShort));
        if (last >= 0) end();
      };
      if (over) return end();
      tell(early);
      hear = tell;
    });
    return new Response(body, { headers });
  } catch (error) {
    free();
    throw error;
  }
}

const encoder = new TextEncoder();
const stillHere = encoder.encode(": still here\n\n");
const encoded = { whole: new WeakMap<StreamEvent[], Uint8Array>(), short: new WeakMap<StreamEvent[], Uint8Array>() };

const frameOf = ({ frame, summary }: StreamEvent, isShort: boolean) => (isShort && summary ? summary() : frame);

/** Encodes the events of a batch once for all watchers of the same topic. */
function bytesOf(news: StreamEvent[], isShort: boolean): Uint8Array {
  const known = isShort ? encoded.short : encoded.whole;
  const bytes = known.get(news) ?? encoder.encode(news.map((one) => frameOf(one, isShort)).join(""));
  known.set(news, bytes);
  return bytes;
}

/** False once the job or batch was deleted, with its events. A database that does not answer ends no stream. */
async function isStillThere(topic: Topic): Promise<boolean> {
  if (topic === "all" || "keyId" in topic) return true;
  const find = "jobId" in topic ? findJob(topic.jobId) : findBatch(topic.batchId);
  return find.then(
    (row) => row !== undefined && !row.deletedAt,
    () => true,
  );
}

async function missedBy(request: RequestLike, topic: Topic, upTo: number): Promise<StreamEvent[] | null> {
  const last = request.headers.get("last-event-id") ?? "";
  if (!/^\d{1,15}$/.test(last)) return null;
  const events = await eventsBetween(topic, Number(last), upTo);
  if (!events || topic === "all" || !("batchId" in topic)) return events && toStreamEvents(events);
  const ofJobs = events.filter(({ type }) => type.startsWith("job."));
  return [...(await toStreamEvents(ofJobs)), ...(await toBatchEvents(events))];
}

/**
 * The body for one watcher. It ends when the watcher disconnects, reads too slowly, has received the last event, or is
 * no longer authorized, or when what it watches was deleted; then it frees all resources.
 */
function watcherBody(
  { request, isOpen, free }: { request: RequestLike; isOpen: () => Promise<boolean>; free: () => void },
  first: string,
  begin: (send: (bytes: Uint8Array) => void, end: () => void) => void,
): ReadableStream<Uint8Array> {
  let end = () => {};
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    let ended = false;
    const send = (bytes: Uint8Array) => {
      if (ended || bytes.length === 0) return;
      controller.enqueue(bytes);
      if ((controller.desiredSize ?? 0) <= -mostWaiting) end();
    };
    const beat = async () => ((await isOpen()) ? send(stillHere) : end());
    const heartbeat = setInterval(beat, heartbeatMs);
    end = () => {
      if (ended) return;
      ended = true;
      clearInterval(heartbeat);
      free();
      openStreams().delete(end);
      controller.close();
    };
    openStreams().add(end);
    request.signal.addEventListener("abort", () => end());
    send(encoder.encode(first));
    if (request.signal.aborted) end();
    else begin(send, end);
  };
  return new ReadableStream({ start, cancel: () => end() }, new ByteLengthQueuingStrategy({ highWaterMark: 0 }));
}
