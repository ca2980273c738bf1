import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AnyService } from "../define-service";
import { env } from "../env";
import type { HttpClient } from "../http/client";
import { mapMedia } from "../media/field";
import { backoffSeconds } from "../net/backoff";
import { SendError } from "../net/send-error";

/** About two minutes, enough for a restart of the web process. */
const mostTries = 8;

/** Downloads every file of the input into the work's folder; retries broken connections. */
export function fetchInput(
  client: HttpClient,
  service: AnyService,
  input: Record<string, unknown>,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<Record<string, unknown>> {
  let count = 0;
  const maxBytes = env().MAX_UPLOAD_MB * 1024 * 1024;
  return mapMedia(service.input, input, async (url) => {
    const to = join(folder, `input-${++count}${extname(new URL(url).pathname)}`);
    for (let attempt = 1; ; attempt++) {
      try {
        await client.download({ url, to, maxBytes });
        return to;
      } catch (error) {
        if (!(error instanceof SendError && error.retryable) || attempt === mostTries) throw error;
        await sleep(backoffSeconds(attempt, null) * 1000, undefined, { signal });
      }
    }
  });
}
