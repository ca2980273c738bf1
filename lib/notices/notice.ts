import type { DeliveryEvent } from "../schemas/delivery";
import type { Language } from "../schemas/notify";

/** What a notification says of one job or budget: plain data, from which each channel writes its message. */
export type Notice = {
  event: DeliveryEvent;
  /** The caller's prompt, else the model's title; of a budget the key's name. */
  title: string;
  /** The model's title in the reader's language. */
  model: string;
  /** Why the job failed, in the service's words. */
  error: string | null;
  /** The page to open. */
  url: string;
  /** A still of the result, and where others can fetch it. */
  picture: { jpeg: Buffer | null; url: string | null } | null;
  /** In USD. */
  budget: { percent: number; used: number; budget: number } | null;
};

/** All that one message says, and to whose key it belongs. */
export type Notices = { language: Language; keyName: string; notices: Notice[] };
