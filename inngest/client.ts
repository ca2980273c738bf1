import { Inngest } from "inngest";
import { env } from "@/lib/env";

const settings = env();

/**
 * The engine's client. Which engine answers is configuration alone: the embedded one, Inngest's Dev Server, a
 * self-hosted server or Inngest Cloud.
 */
export const inngest = new Inngest({
  id: "nextscene",
  baseUrl: settings.INNGEST_BASE_URL,
  eventKey: settings.INNGEST_EVENT_KEY,
  signingKey: settings.INNGEST_SIGNING_KEY,
  signingKeyFallback: settings.INNGEST_SIGNING_KEY_FALLBACK,
  isDev: settings.INNGEST_DEV ? true : undefined,
  // Steps that follow each other go to the engine together, with the end of the run where they reach it. What a crash makes
  // run again is in the ledger already.
  checkpointing: { bufferedSteps: 10 },
  fetch: (input, init) => fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(15_000) }),
});

/** Events of the platform; a workflow's own event is `job/queued.<model>`. They are hints: the data is in the database. */
export const callAnswered = "call/answered";
export const jobCancelling = "job/cancelling";
/** Without its result: what it has begun is to be stopped. */
export const jobEnded = "job/ended";
export const deliveryDue = "delivery/due";
