import type { Notices } from "@/lib/notices/notice";
import type { Reply } from "../reply";

/** One message to one place. */
export type Message = {
  /** The same in every attempt. */
  id: string;
  keyId: string;
  url: string;
  /** What a webhook posts. */
  body(): Promise<unknown>;
  /** What people read. `inline`: with the bytes of its pictures. */
  notices(options: { inline: boolean }): Promise<Notices>;
};

/** A way to reach people or programs. Each is one file in this folder and one line in its index. */
export type Channel = {
  /** The settings that it still needs; none: it can send. */
  missing(): string[];
  /** One message carries all deliveries to the same place, at most one a minute for each key. */
  gathers: boolean;
  /** Sends the message within 15 seconds. */
  send(message: Message): Promise<Reply>;
};
