import { v7 as uuidv7 } from "uuid";
import { findKeyRow, type Key } from "@/db/keys";
import { countRequest } from "@/db/limits";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { words } from "@/lib/notices/words";
import { channelOf, type NotificationTest, urlOf } from "@/lib/schemas/notify";
import { channels } from "./channels";
import { checkNotify } from "./check-notify";
import { isSuccess } from "./reply";

/**
 * Sends a sample notification and returns the response. It is not stored or retried, and counts as the one message that
 * a key may send through this channel in a minute.
 */
export async function testNotification(key: Key, to: string): Promise<NotificationTest> {
  checkNotify([to], "/to", false);
  const channel = channelOf(to);
  const { requests, endsAt } = await countRequest(`${key.id} ${channel}`);
  if (requests > 1) {
    const seconds = Math.max(1, Math.ceil((endsAt.getTime() - Date.now()) / 1000));
    const detail = `A key sends at most one message a minute through ${channel}. Retry in ${seconds} s.`;
    throw new Problem("rate_limited", detail, { headers: { "retry-after": String(seconds) } });
  }
  const row = await findKeyRow(key.id);
  const language = row?.language ?? "en";
  const event = "completed" as const;
  const sample = { event, title: words[language].sample, model: "Nextscene", url: `${env().PUBLIC_URL}/settings` };
  const reply = await channels[channel].send({
    ...{ id: `msg_${uuidv7()}`, keyId: key.id, url: urlOf(to) },
    body: async () => ({}),
    notices: async () => ({
      ...{
        language,
        keyName: key.name,
        notices: [{ ...sample, error: null, pictures: [], budget: null, batch: null }],
      },
    }),
  });
  const { status, milliseconds, answer } = reply;
  return { object: "notification_test", to, delivered: isSuccess(reply), status, milliseconds, answer };
}
