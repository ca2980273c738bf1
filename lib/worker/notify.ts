import { setTimeout as sleep } from "node:timers/promises";
import type { HttpClient } from "../http/client";
import { backoffSeconds } from "../net/backoff";

const everyMs = 1_000;
const mostTries = 12;

/**
 * Tells a webhook address of the changes of one piece of work: one message at a time, at most one a second while it runs,
 * always the newest. The last one is tried again for about ten minutes. `onGone` hears that the address wants no more.
 */
export function createNotifier(client: HttpClient, url: string, onGone: () => void) {
  let newest: { body: unknown; last: boolean } | undefined;
  let sending = false;

  async function sendAll(): Promise<void> {
    while (newest) {
      const { body, last } = newest;
      newest = undefined;
      const status = await post(body);
      if (status === 404 || status === 410) return onGone();
      for (let attempt = 1; last && !isTaken(status) && attempt < mostTries; attempt++) {
        await sleep(backoffSeconds(attempt, null) * 1000, undefined, { ref: false });
        const again = await post(body);
        if (isTaken(again)) return;
        if (again === 404 || again === 410) return onGone();
      }
      if (!last) await sleep(everyMs, undefined, { ref: false });
    }
  }

  const isTaken = (status: number) => status >= 200 && status < 300;
  const post = (json: unknown) =>
    client.send({ url, json, timeoutMs: 15_000, maxBytes: 8 * 1024, cut: true }).then(
      ({ status }) => status,
      () => 0,
    );

  return function notify(body: unknown, last: boolean): void {
    newest = { body, last };
    if (sending) return;
    sending = true;
    void sendAll().finally(() => {
      sending = false;
    });
  };
}
