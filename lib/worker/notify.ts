import { setTimeout as sleep } from "node:timers/promises";
import type { HttpClient } from "../http/client";
import { backoffSeconds } from "../net/backoff";

/** Half of the second in which a person expects to see something move. */
const everyMs = 500;
const mostTries = 12;

/**
 * Sends the changes of one piece of work to its webhook address: one message at a time, always the newest, at most two
 * a second while it runs. The last one is retried for about ten minutes. Calls `onGone` when the address refuses for
 * good.
 */
export function createNotifier(client: HttpClient, url: string, onGone: () => void) {
  let newest: { body: unknown; last: boolean } | undefined;
  let sending = false;

  async function sendAll(): Promise<void> {
    while (newest) {
      const { body, last } = newest;
      newest = undefined;
      const began = performance.now();
      const status = await post(body);
      if (status === 404 || status === 410) return onGone();
      for (let attempt = 1; last && !isTaken(status) && attempt < mostTries; attempt++) {
        await sleep(backoffSeconds(attempt, null) * 1000, undefined, { ref: false });
        const again = await post(body);
        if (isTaken(again)) return;
        if (again === 404 || again === 410) return onGone();
      }
      if (!last) await sleep(Math.max(0, began + everyMs - performance.now()), undefined, { ref: false });
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
