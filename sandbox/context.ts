import type { Settings } from "./env";
import type { FaultBook } from "./faults/rules";
import type { Shelf } from "./file-server";
import type { Canned } from "./instant-media";
import type { Ledger } from "./ledger";
import type { Tools } from "./media/ffmpeg";
import type { Task } from "./providers/task";
import type { Queue } from "./queue";

export interface Job {
  id: string;
  place: { position: number; wait: number };
  /** Settles when everybody who is to be told has been. */
  delivered: Promise<void>;
  /** What they are told, once the work is over. */
  truth: Promise<Record<string, unknown>>;
  /** To be called once the submit has been answered: only then is its end told. */
  answered(): void;
  cancel(): boolean;
}

/** What one running sandbox shares between its requests. */
export interface House {
  instant: Settings["instant"];
  tools: Tools;
  canned: Canned | null;
  workFolder: string;
  queue: Queue;
  ledger: Ledger;
  shelf: Shelf;
  book: FaultBook;
  jobs: Map<string, Job>;
  /** What the vendors' stand-ins accepted. */
  tasks: Map<string, Task>;
  apiKey: string;
  isKey(text: string): boolean;
  /** Aborted when the sandbox closes. */
  signal: AbortSignal;
  say(entry: Record<string, unknown>): void;
}
