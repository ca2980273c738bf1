import type { Settings } from "./env";
import type { FaultBook } from "./faults/rules";
import type { Shelf } from "./file-server";
import type { Canned } from "./instant-media";
import type { Job } from "./job";
import type { Ledger } from "./ledger";
import type { Tools } from "./media/ffmpeg";
import type { Task } from "./providers/task";
import type { Queue } from "./queue";

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
