import type { AnyService, Refusal, RefusalKind } from "@/lib/define-service";
import { SendError } from "@/lib/http/client";
import { retryAfterSeconds } from "@/lib/net/backoff";
import { interpretAnswer, isTerminal, workIn } from "./interpret-answers";
import { sendToService, withoutSecrets } from "./service-request";
import { submitTimeoutMs } from "./submit-lease";

export type SubmitOutcome =
  | { state: "accepted"; text: string; started: ReturnType<NonNullable<AnyService["receipt"]>> }
  | { state: "answered"; text: string }
  | { state: "failed"; code: string; message: string; retryable: boolean; kind?: NoKind }
  | { state: "unknown"; message: string }
  | { state: "refused"; message: string; retryAfter: number | null; kind?: NoKind };

/** The kind of a definite refusal, if the service's definition tells; "unsent": the request never left. */
type NoKind = RefusalKind | "unsent";

/** Sends one request to one base URL. The outcome says whether the service has the work now. */
export async function submitRequest(
  base: string,
  service: AnyService,
  input: Record<string, unknown>,
  { submitId, webhookUrl, owner }: { submitId: string; webhookUrl: string; owner: () => Promise<string> },
): Promise<SubmitOutcome> {
  try {
    const timeoutMs = submitTimeoutMs(service);
    const answer = await sendToService(service, base, service.request(input, webhookUrl, submitId), {
      timeoutMs,
      owner,
    });
    const words = withoutSecrets(
      service,
      `${service.id} answered ${answer.status}: ${inWords(answer.json, answer.text)}`,
    );
    const retryAfter = retryAfterSeconds(answer.headers["retry-after"]);
    const no = (kind: RefusalKind | undefined, reason: string, waitSeconds?: number): SubmitOutcome => ({
      ...{ state: "refused", kind, retryAfter: waitSeconds ?? retryAfter },
      message: withoutSecrets(service, `${service.id}: ${reason}`),
    });
    const refusal = refusalIn(service, answer);
    if (refusal?.state === "refused") return no(refusal.kind, refusal.reason, refusal.waitSeconds);
    if (refusal) return { state: "unknown", message: withoutSecrets(service, `${service.id}: ${refusal.reason}`) };
    if (answer.status < 300) {
      const { text } = answer;
      const reading = interpretAnswer(service, text);
      if (reading.state === "refused") return no(reading.kind, reading.reason, reading.waitSeconds);
      if (service.mode === "sync") {
        if (isTerminal(reading) || reading.state === "pending") return { state: "answered", text };
        const said = reading.state === "unclear" ? reading.said : words;
        return { state: "unknown", message: withoutSecrets(service, `${service.id}: ${said}`) };
      }
      const started = workIn(service, text);
      if (started) return { state: "accepted", text, started };
      if (reading.state === "done") return { state: "answered", text };
      // A failure that names no work is a refusal.
      if (reading.state === "failed") {
        const message = withoutSecrets(service, `${service.id} rejected the request: ${reading.reason}`);
        const kind = reading.kind === "provider" ? "unavailable" : reading.kind;
        return { state: "failed", code: "service_refused", message, retryable: false, kind };
      }
      return { state: "unknown", message: `${words} Could not confirm that the service accepted the request.` };
    }
    if (answer.status === 429 || answer.status === 503) {
      return { state: "refused", message: words, retryAfter };
    }
    // A sync service that answers 500 has failed. An async one may still work on the request.
    if (service.mode === "sync" && answer.status === 500) {
      return { state: "failed", code: "service_failed", message: words, retryable: true };
    }
    if (answer.status >= 500 || [408, 409, 425].includes(answer.status)) return { state: "unknown", message: words };
    return { state: "failed", code: "service_refused", message: words, retryable: false };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    const words = `${service.id}: ${error.message}`;
    if (error.delivered === "maybe") return { state: "unknown", message: words };
    if (error.retryable) return { state: "refused", message: words, retryAfter: null, kind: "unsent" };
    return { state: "failed", code: "service_address", message: words, retryable: false, kind: "key" };
  }
}

/** What the service's file makes of an answer that is no acceptance; of a 2xx only if it names no work and no result. */
function refusalIn(
  service: AnyService,
  { status, headers, json, text }: { status: number; headers: Record<string, string>; json: unknown; text: string },
): Refusal | null {
  const isAccepted = status < 300 && (workIn(service, text) || interpretAnswer(service, text).state === "done");
  if (!service.refusal || isAccepted) return null;
  return service.refusal({ status, answer: json ?? text, retryAfter: headers["retry-after"] });
}

/** The service's reason for a refusal, shortened. */
function inWords(json: unknown, text: string): string {
  if (json && typeof json === "object") {
    const { detail, error, message } = json as Record<string, unknown>;
    const words = detail ?? error ?? message;
    if (typeof words === "string") return words.slice(0, 500);
    if (words) return JSON.stringify(words).slice(0, 500);
  }
  return (
    text
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 200) || "(nothing)"
  );
}
