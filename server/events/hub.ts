import { type EventRow, eventsAfter, newestSeq, type Topic } from "@/db/events";
import { log } from "@/lib/log";
import { toBatchEvents } from "./batch-payload";
import { toStreamEvents } from "./payload";
import { progressEvents } from "./progress-ticker";
import type { StreamEvent } from "./stream-event";

/**
 * Sends new rows of the `events` table to watchers. One poller per process serves all of them, and it runs only while
 * there is a watcher. Each event is serialized once for all watchers.
 */
type Listener = (news: StreamEvent[]) => void;
/** The newest event that a run of the poller has read, and when it last sent progress. */
type Run = { seq: number; progressAt: number };

const pollEvery = 100;
const progressEvery = 1000;
const atOnce = 500;
const kept = globalThis as typeof globalThis & {
  nextsceneWatchers?: { listeners: Map<string, Set<Listener>>; run?: Promise<Run> };
};
kept.nextsceneWatchers ??= { listeners: new Map() };
const hub = kept.nextsceneWatchers;

function nameOf(topic: Topic): string {
  if (topic === "all") return "all";
  if ("jobId" in topic) return `job ${topic.jobId}`;
  return "batchId" in topic ? `batch ${topic.batchId}` : `key ${topic.keyId}`;
}
type Of = Pick<EventRow, "jobId" | "keyId"> & { batchId?: string | null; ofBatch?: boolean };
const topicsOf = ({ jobId, keyId, batchId, ofBatch }: Of) => {
  const names = ofBatch ? [] : ["all", `job ${jobId}`, `key ${keyId}`];
  return (batchId ? [...names, `batch ${batchId}`] : names).filter((name) => hub.listeners.has(name));
};

const isWatched = (of: Of) => topicsOf(of).length > 0;
const isBatchWatched = ({ batchId }: EventRow) => batchId !== null && hub.listeners.has(`batch ${batchId}`);

/** Calls `listener` with each batch of new events on a topic. Returns a function that ends the subscription. */
export async function subscribe(topic: Topic, listener: Listener): Promise<() => void> {
  const name = nameOf(topic);
  const listeners = hub.listeners.get(name) ?? new Set();
  hub.listeners.set(name, listeners.add(listener));
  const unwatch = () => {
    listeners.delete(listener);
    if (listeners.size === 0 && hub.listeners.get(name) === listeners) hub.listeners.delete(name);
    if (hub.listeners.size === 0) hub.run = undefined;
  };
  hub.run ??= begin();
  try {
    await hub.run;
  } catch (error) {
    unwatch();
    throw error;
  }
  return unwatch;
}

/** The number of watchers at this process. */
export const watcherCount = () => [...hub.listeners.values()].reduce((sum, { size }) => sum + size, 0);

async function begin(): Promise<Run> {
  const run = { seq: await newestSeq(), progressAt: Date.now() };
  setTimeout(poll, pollEvery, run);
  return run;
}

async function poll(run: Run): Promise<void> {
  if ((await hub.run?.catch(() => undefined)) !== run) return; // there is no watcher left, or a newer poller runs
  let isMore = false;
  try {
    const events = await eventsAfter(run.seq, atOnce);
    const news = await toStreamEvents(events.filter(isWatched));
    news.push(...(await toBatchEvents(events.filter(isBatchWatched))));
    run.seq = events.at(-1)?.seq ?? run.seq;
    isMore = events.length === atOnce;
    tell(news);
    if (!isMore && Date.now() - run.progressAt >= progressEvery) {
      run.progressAt = Date.now();
      tell(progressEvents(isWatched));
    }
  } catch {
    // The database is busy or away: the next round reads the same events.
  }
  setTimeout(poll, isMore ? 0 : pollEvery, run);
}

function tell(news: StreamEvent[]): void {
  const byTopic = new Map<string, StreamEvent[]>();
  for (const one of news) {
    for (const name of topicsOf(one)) byTopic.set(name, [...(byTopic.get(name) ?? []), one]);
  }
  for (const [name, ofTopic] of byTopic) {
    for (const listener of hub.listeners.get(name) ?? []) {
      try {
        listener(ofTopic);
      } catch (error) {
        log("warn", "A watcher could not be told of an event.", { error }); // the others must be
      }
    }
  }
}
