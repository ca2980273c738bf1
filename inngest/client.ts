import { Inngest } from "inngest";
import { env } from "@/lib/env";

const settings = env();

/**
 * The engine's client. Only the settings decide which engine it uses: the embedded one, Inngest's Dev Server, a
 * self-hosted server or Inngest Cloud.
 */
export const inngest = new Inngest({
  id: "nextscene",
  baseUrl: settings.INNGEST_BASE_URL,
  eventKey: settings.INNGEST_EVENT_KEY,
  signingKey: settings.INNGEST_SIGNING_KEY,
  signingKeyFallback: settings.INNGEST_SIGNING_KEY_FALLBACK,
  isDev: settings.INNGEST_DEV ? true : undefined,
  // Consecutive steps are sent to the engine together, also with the end of the run. After a crash they run again and
  // find their results in the ledger.
  checkpointing: { bufferedSteps: 10 },
  fetch: (input, init) => fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(15_000) }),
});
