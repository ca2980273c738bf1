import type { Settings } from "./env";
import type { FaultBook } from "./faults/rules";
import type { FileServer } from "./file-server";
import type { Canned } from "./instant-media";
import type { Ledger } from "./ledger";
import type { Tools } from "./media/ffmpeg";
import type { Task } from "./providers/task";
import type { Queue } from "./queue";

export interface Job {
  id: string;
  place: { position: number; wait: number };
  /** Settles when all webhooks have been sent. */
  delivered: Promise<void>;
  /** The webhook's body, once the work is done. */
  truth: Promise<Record<string, unknown>>;
  /** Must be called once the submit has been answered: the webhook waits for it. */
  answered(): void;
  cancel(): boolean;
}

/** The state that the requests of one sandbox share. */
export interface SandboxContext {
  instant: Settings["instant"];
  tools: Tools;
  canned: Canned | null;
  workFolder: string;
  queue: Queue;
  ledger: Ledger;
  fileServer: FileServer;
  book: FaultBook;
  jobs: Map<string, Job>;
  /** The tasks that the stand-ins for vendors accepted. */
  tasks: Map<string, Task>;
  apiKey: string;
  isKey(text: string): boolean;
  /** Aborted when the sandbox closes. */
  signal: AbortSignal;
  say(entry: Record<string, unknown>): void;
}
