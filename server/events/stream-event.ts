/**
 * An event as watchers receive it. `ended`: the job has no later events. `isProgress`: not a stored event, but the
 * job's progress since the event with this `seq`.
 */
export type StreamEvent = {
  seq: number;
  jobId: string;
  keyId: string;
  /** The batch whose watchers receive it, too. */
  batchId?: string | null;
  /** It is of a whole batch: only the watchers of the batch receive it. `ended`: the batch has no later events. */
  ofBatch?: true;
  ended: boolean;
  frame: string;
  /** The frame for watchers of summaries; without it they get `frame`. */
  summary?: () => string;
  isProgress?: true;
};
