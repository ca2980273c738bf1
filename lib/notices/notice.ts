import type { DeliveryEvent } from "../schemas/delivery";
import type { Language } from "../schemas/notify";

/** What a notification says of one job, batch or budget: plain data, from which each channel writes its message. */
export type Notice = {
  event: DeliveryEvent;
  /** The caller's prompt, else the model's title; of a budget the key's name; of a batch empty: its counts say more. */
  title: string;
  /** The model's title in the reader's language. */
  model: string;
  /** Why the job failed, in the service's words. */
  error: string | null;
  /** The page to open. */
  url: string;
  /** Stills of the results. */
  pictures: Picture[];
  /** In USD. */
  budget: { percent: number; used: number; budget: number } | null;
  batch: BatchNotice | null;
};

/** A still, and where others can fetch it. */
export type Picture = { title: string; jpeg: Buffer | null; url: string | null };

/** `cost`: charged so far, in USD. `failure`: the first failed job, in its service's words. */
export type BatchNotice = {
  counts: { total: number; completed: number; failed: number; cancelled: number };
  cost: number;
  failure: { row: number; message: string } | null;
};

/** All that one message says, and to whose key it belongs. */
export type Notices = { language: Language; keyName: string; notices: Notice[] };
