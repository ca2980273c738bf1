/**
 * An event as watchers receive it. `ended`: the job has no later events. `isProgress`: not a stored event, but the
 * job's progress since the event with this `seq`.
 */
export type StreamEvent = {
  seq: number;
  jobId: string;
  keyId: string;
  ended: boolean;
  frame: string;
  isProgress?: true;
};
