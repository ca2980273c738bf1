import type { Chosen } from "../faults/rules";
import type { WorkRequest } from "./make";

export type TaskState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** Work that a vendor accepted. */
export interface Task {
  id: string;
  vendor: string;
  request: WorkRequest;
  createdAt: Date;
  state: TaskState;
  queuePosition: number;
  /** Names of its files (`/files/<name>`), and what is in them. */
  results: { name: string; sha256: string }[];
  failure: { reason: "moderated" | "internal"; words: string } | null;
  faults: Chosen[];
  /** How often each fault has answered a question about it. */
  met: Map<string, number>;
  /** Settles when the work is over, however it ended. */
  ended: Promise<void>;
  /** Settles when the caller was sent its webhooks. */
  delivered: Promise<void>;
  /** To be called once the submit has been answered: the webhook waits for it. */
  answered(): void;
  /** False when it is too late; `running` is whether the vendor stops work that has begun. */
  cancel(running: boolean): boolean;
}

/** A vendor's webhook: what it says, and the headers that prove it, made of the very bytes that leave. */
export interface Callback {
  body: unknown;
  sign?(bytes: Buffer, wrong: boolean): Record<string, string>;
}
