import { functions } from "@/inngest";
import { log } from "@/lib/log";
import { inngest } from "../client";
import { askEngine, engineAnswers } from "./api";
import { handleVerified } from "./handler";

const ids = functions.map((fn) => fn.id(inngest.id));

/** Whether the engine knows every function of this app; null when it does not answer that. */
export async function engineKnowsFunctions(): Promise<boolean | null> {
  const answer = await askEngine(`/v1/apps/${inngest.id}/functions`, 3_000).catch(() => null);
  if (answer?.status !== 200) return null;
  // Inngest's own server returns null or an empty list for an app that it does not know.
  const entries: unknown = answer.json === null ? [] : answer.json;
  if (!Array.isArray(entries)) return null;
  const known = new Set(entries.map((entry: { id?: unknown } | null) => entry?.id));
  return ids.every((id) => known.has(id));
}

let isRegistered = false;
let fault: string | undefined;

/** Registers in the next round: the engine may have lost the functions without reporting it. */
export function registerAgain(): void {
  isRegistered = false;
}

/**
 * Registers the functions when this process has started, when the engine was away, and when the engine does not know
 * them. Inngest's own server never polls an app, so after a late start or a loss of data it knows none.
 */
export async function keepRegistered(): Promise<void> {
  if (!(await engineAnswers())) {
    isRegistered = false;
    return;
  }
  if (isRegistered && (await engineKnowsFunctions()) !== false) return;
  // Does what the SDK does for a PUT, without a request: so nothing is signed, and no URL comes from outside.
  const answer = await handleVerified({
    method: "PUT",
    query: new URLSearchParams(),
    header: () => undefined,
    body: "",
  });
  isRegistered = answer.status === 200;
  const said = isRegistered ? undefined : answer.body;
  if (said && said !== fault) log("warn", "The engine did not register the functions; trying again.", { error: said });
  fault = said;
}
