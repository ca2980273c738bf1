import type { Chosen } from "../faults/rules";
import type { WorkRequest } from "./make";

export type TaskState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** A task that a vendor accepted. */
export interface Task {
  id: string;
  vendor: string;
  request: WorkRequest;
  createdAt: Date;
  state: TaskState;
  queuePosition: number;
  /** Names (`/files/<name>`) and contents of its files. */
  results: { name: string; sha256: string }[];
  failure: { reason: "moderated" | "internal"; words: string } | null;
  faults: Chosen[];
  /** How often each fault has answered a status request. */
  met: Map<string, number>;
  /** Settles when the task has ended in any way. */
  ended: Promise<void>;
  /** Settles when all webhooks have been sent. */
  delivered: Promise<void>;
  /** Must be called once the submit has been answered: the webhook waits for it. */
  answered(): void;
  /** Cancels the task; false if it is too late. `running`: whether the vendor stops running work. */
  cancel(running: boolean): boolean;
}

/** A vendor's webhook: its body, and the headers with the signature over its exact bytes. */
export interface Callback {
  body: unknown;
  sign?(bytes: Buffer, wrong: boolean): Record<string, string>;
}
