import { randomUUID } from "node:crypto";
import { deadKeys } from "@/db/dead-keys";
import { restingName, restsOf } from "@/db/provider-rests";
import type { Provider } from "@/lib/define-provider";
import type { Role } from "@/lib/define-role";
import type { AnyService } from "@/lib/define-service";
import { serviceUrls } from "@/lib/env";
import { callbackUrl, newAnswerToken } from "@/lib/http/callback-url";
import { SendError } from "@/lib/net/send-error";
import { noWork, type ProbeResult, readProbe, resultOf } from "@/lib/providers/probe";
import { findEntry, isVendor } from "@/lib/routing/entries";
import { listProviders } from "@/lib/routing/provider-list";
import { type SmallestRequest, smallestRequest } from "@/lib/routing/smallest-request";
import { serviceOf } from "../registry";
import { letRest, noteProven } from "./rests";
import { sampleMedia } from "./sample-media";
import { sendToService, withoutSecrets } from "./service-request";
import { type SubmitOutcome, submitRequest } from "./submit-request";

/**
 * Tests whether a provider can be reached and takes its key: one request and no job, so that nothing repeats it. The key
 * itself never appears in what a test found.
 */

export type Found = { result: ProbeResult; message: string; request: string; milliseconds: number };

const patienceMs = 20_000;

/** The free request of a provider; of our own services one to each address. Null where it has none. */
export async function probeProvider(provider: Provider): Promise<Found | null> {
  if (!isVendor(provider)) return probePods(provider);
  const { probe, endpoints } = provider;
  const [first] = endpoints;
  if (!probe || !first) return null;
  const [name] = Object.keys(first.models).filter((one) => one !== "*");
  const service = findEntry(first.role.id, `${provider.id}:${name ?? "any"}`);
  const { request } = probe;
  const found = await timed(`${request.method ?? "POST"} ${request.path}`, service, async () => {
    const { status, json, text } = await sendToService(service, baseOf(service), request, { timeoutMs: patienceMs });
    return readProbe(provider, { status, answer: json ?? text });
  });
  await noteFound(first.role, service, found);
  return found;
}

/** A refused key counts as after a call; what works ends the warning of one, and no other rest. */
async function noteFound(role: Pick<Role, "id">, service: AnyService, { result, message }: Found): Promise<void> {
  const provider = restingName(service.id);
  const refusal = { kind: "key", why: message, retryAfter: null } as const;
  if (result === "key_refused") await letRest(serviceOf(role.id), service, refusal);
  if (result === "works" && deadKeys(await restsOf(provider)).length > 0) await noteProven(serviceOf(role.id), service);
}

/**
 * A pod has no request about itself, so the test cancels work that the pod does not have. A pod without a cancel request
 * only shows that it can be reached.
 */
async function probePods(pods: Provider): Promise<Found> {
  const listed = listProviders().find(({ provider }) => provider.id === pods.id);
  const entries = listed?.roles.flatMap(({ role, models }) => models.map(({ name }) => findEntry(role.id, name))) ?? [];
  const targets = entries.flatMap((service) => serviceUrls(service).map((base) => ({ service, base })));
  const found = await Promise.all(
    targets.map(({ service, base }) => {
      const request = service.cancel?.({ id: noWork, base }) ?? { method: "GET" as const, path: "/" };
      return timed(`${request.method ?? "POST"} ${request.path}`, service, async () => {
        const { status, json, text } = await sendToService(service, base, request, { timeoutMs: patienceMs });
        const isAlive = status !== 401 && status !== 403 && status < 500;
        if (isAlive) return { result: "works", message: `${service.id} answered ${status}.` };
        const read = readProbe(pods, { status, answer: json ?? text });
        return { ...read, message: `${service.id}: ${read.message}` };
      });
    }),
  );
  const nothing = { message: "No pod has a URL.", request: "", milliseconds: 0 };
  const worst = found.find(({ result }) => result !== "works") ?? found[0] ?? { result: "unreachable", ...nothing };
  return { ...worst, milliseconds: Math.max(0, ...found.map(({ milliseconds }) => milliseconds)) };
}

/** Makes the smallest thing of a role, and gives it back at once where the vendor can cancel. It is sent once. */
export async function makeSample(
  provider: Provider,
  role: Role,
  keyId: string,
): Promise<Found & { isCharged: boolean }> {
  const smallest = smallestRequest(provider, role, await sampleMedia());
  if (!smallest) throw new Error(`${provider.id} has no smallest thing of ${role.id}.`);
  const { service } = smallest;
  let outcome: SubmitOutcome | null = null;
  const found = await timed(`${role.id} by ${service.id}`, service, async () => {
    outcome = await submit(smallest, keyId);
    return resultOfSubmit(outcome, service);
  });
  await noteFound(role, service, found);
  return { ...found, isCharged: mayBeCharged(outcome) };
}

async function submit({ service, input }: SmallestRequest, keyId: string): Promise<SubmitOutcome> {
  const callId = randomUUID();
  const webhookUrl = callbackUrl(callId, newAnswerToken(callId));
  const base = baseOf(service);
  const outcome = await submitRequest(base, service, input, { submitId: callId, webhookUrl, owner: async () => keyId });
  if (outcome.state === "accepted" && outcome.started && service.cancel) {
    const { id } = outcome.started;
    const cancel = service.cancel({ id, base });
    await sendToService(service, base, cancel, { timeoutMs: patienceMs }).catch(() => {}); // it then makes a small thing
  }
  return outcome;
}

/** What is accepted may be charged, and so may what is not known. */
const mayBeCharged = (outcome: SubmitOutcome | null) =>
  outcome === null || ["accepted", "answered", "unknown"].includes(outcome.state);

function resultOfSubmit(outcome: SubmitOutcome, { id }: AnyService): Pick<Found, "result" | "message"> {
  if (outcome.state === "accepted") return { result: "works", message: `${id} accepted the request.` };
  if (outcome.state === "answered") return { result: "works", message: `${id} answered with a result.` };
  const { message } = outcome;
  if (outcome.state === "unknown") return { result: "unclear", message };
  if (outcome.kind === "unsent") return { result: "unreachable", message };
  return { result: outcome.kind ? resultOf(outcome.kind) : "busy", message };
}

const baseOf = (service: AnyService) => serviceUrls(service)[0] ?? "";

/** Runs one request, with its time and without the key in its words. */
async function timed(
  request: string,
  service: AnyService,
  ask: () => Promise<Pick<Found, "result" | "message">>,
): Promise<Found> {
  const from = performance.now();
  const read = await ask().catch((error: unknown): Pick<Found, "result" | "message"> => {
    if (!(error instanceof SendError)) throw error;
    return { result: error.status === null ? "unreachable" : "unclear", message: error.message };
  });
  const message = withoutSecrets(service, read.message);
  return { ...read, message, request, milliseconds: Math.round(performance.now() - from) };
}
