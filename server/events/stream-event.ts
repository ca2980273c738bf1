/**
 * An event as watchers are told it. `ended`: after it nothing comes of this job. `isProgress`: no event of its own, but what
 * became of the job since the one with this `seq`.
 */
export type StreamEvent = {
  seq: number;
  jobId: string;
  keyId: string;
  ended: boolean;
  frame: string;
  isProgress?: true;
};
