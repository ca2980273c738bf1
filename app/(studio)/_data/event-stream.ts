import { jobEvents } from "@/lib/event-names";
import type { ProgressNews } from "@/lib/schemas/job";

export type Listeners<Snapshot, Job, Step> = {
  snapshot: (snapshot: Snapshot) => void;
  job: (job: Job) => void;
  step: (news: Step) => void;
  progress: (news: ProgressNews) => void;
  deleted?: (jobId: string) => void;
  connected: (yes: boolean) => void;
  /** The server refused the stream: the plain route tells the reason. */
  refused: () => void;
};

/** A hidden page closes its connection after this time: a browser has six for all its tabs. */
const hiddenMs = 5_000;
const beatMs = 5_000;

const isSeen = () => document.visibilityState === "visible";

/**
 * Listens to a stream of the API until closed, while the page is visible. The browser reconnects and resumes with
 * Last-Event-ID. After sleep, a lost network or a hidden tab the stream is reopened, and begins with the whole state.
 */
export function listen<Snapshot, Job, Step>(url: string, on: Listeners<Snapshot, Job, Step>): () => void {
  let source: EventSource | null = null;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let beat = Date.now();

  const close = () => {
    source?.close();
    source = null;
  };
  const reopen = () => {
    close();
    if (isSeen()) source = open(url, on);
  };
  const look = () => {
    clearTimeout(hiding);
    if (!isSeen()) hiding = setTimeout(close, hiddenMs);
    else if (!source) reopen();
  };
  // A jump of the clock means that the machine slept: the connection may be dead without an error.
  const heart = setInterval(() => {
    if (Date.now() - beat > 4 * beatMs) reopen();
    beat = Date.now();
  }, beatMs);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", reopen);
  reopen();
  return () => {
    clearTimeout(hiding);
    clearInterval(heart);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("online", reopen);
    close();
  };
}

function open<Snapshot, Job, Step>(url: string, on: Listeners<Snapshot, Job, Step>): EventSource {
  const source = new EventSource(url);
  const hear = <T>(name: string, tell: (data: T) => void) =>
    source.addEventListener(name, (event) => tell(JSON.parse(event.data)));

  hear<Snapshot>("snapshot", on.snapshot);
  for (const name of jobEvents) hear<Job>(name, on.job);
  hear<Step>("step", on.step);
  hear<ProgressNews>("progress", on.progress);
  hear<{ jobId: string }>("job.deleted", ({ jobId }) => on.deleted?.(jobId));
  source.onopen = () => on.connected(true);
  source.onerror = () => {
    on.connected(false);
    if (source.readyState === EventSource.CLOSED) on.refused();
  };
  return source;
}
