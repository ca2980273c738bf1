import type { Settings } from "./env";
import type { FaultBook } from "./faults/rules";
import type { Shelf } from "./file-server";
import type { Canned } from "./instant-media";
import type { Job } from "./job";
import type { Ledger } from "./ledger";
import type { Tools } from "./media/ffmpeg";
import type { Queue } from "./queue";

/** The state that the requests of one sandbox share. */
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
  /** Aborted when the sandbox closes. */
  signal: AbortSignal;
  say(entry: Record<string, unknown>): void;
}
