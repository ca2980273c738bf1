import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import type { SandboxContext } from "./context";
import type { SubmitMoment } from "./faults/fault";
import { headerMarkers, type Marker, takeMarkers, writeMarker } from "./faults/marker";
import type { Chosen } from "./faults/rules";
import { say } from "./faults/submit";
import { answer, parseJson, readBody } from "./http";
import { acceptJob, readEnvelope } from "./job";
import { type AsyncService, Refusal, type Service, type SyncService } from "./service";

/** The sandbox's `pod_id`. */
const POD_ID = "sandbox";

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Removes the markers from the texts that a service reads. */
function withoutMarkers(fields: Fields, names: string[]): { fields: Fields; markers: Marker[] } {
  const clean = { ...fields };
  const markers = names.flatMap((name) => {
    const text = fields[name];
    if (typeof text !== "string") return [];
    const taken = takeMarkers(text, name);
    clean[name] = taken.text;
    return taken.markers;
  });
  return { fields: clean, markers };
}

/** Returns true when a fault has answered already. */
export function refusedBy(
  faults: Chosen[],
  response: ServerResponse,
  context: SandboxContext,
  key: string,
  refuse: SubmitMoment["refuse"],
): boolean {
  return faults.some(({ fault, value, everyTime }) => {
    const again = (times: number) => everyTime || context.book.again(`${fault.name} ${key}`, times);
    return fault.submit?.({ response, value, again, refuse }) ?? false;
  });
}

/** As a pod says no. */
const podRefusal =
  (response: ServerResponse): SubmitMoment["refuse"] =>
  (_, status, detail, retryAfter) =>
    say(response, status, status === 200 ? { status: "error", message: detail } : { detail }, {
      ...(retryAfter && { "retry-after": retryAfter }),
    });

function refused({ id }: Service, prompt: string, response: ServerResponse, context: SandboxContext): void {
  const status = response.headersSent ? response.statusCode : 0; // 0: the connection was cut
  context.ledger.note({ happened: "refused", time: new Date().toISOString(), service: id, status, prompt });
}

async function submitLater(
  service: AsyncService,
  context: SandboxContext,
  base: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const bytes = await readBody(request);
  const body = readEnvelope(service, parseJson(bytes));
  const { fields, markers } = withoutMarkers(body.options ?? {}, ["prompt", "audio_prompt"]);
  const work = service.accept(fields);
  const faults = context.book.choose(service.id, [...markers, ...headerMarkers(request.headers["x-sandbox-fault"])]);
  const prompt = typeof fields.prompt === "string" ? fields.prompt : "";
  const key = `${service.id} ${JSON.stringify(body.options)}`;
  if (refusedBy(faults, response, context, key, podRefusal(response)))
    return refused(service, prompt, response, context);

  const seed = typeof fields.seed === "number" ? fields.seed : null;
  const job = acceptJob({ service, body, work, prompt, seed, bytes, faults, base }, context);
  context.jobs.set(job.id, job);
  void job.delivered.then(() => context.jobs.delete(job.id));
  // Also when the caller has hung up: accepted work runs and sends its webhook.
  if (response.closed) job.answered();
  else response.once("close", job.answered);
  for (const { fault, value } of faults) {
    const { delivered, truth } = job;
    if (await fault.reply?.({ response, value, delivered, truth, signal: context.signal })) return;
  }
  if (faults.some(({ fault }) => fault.webhookFirst)) await job.delivered;
  answer(response, 200, {
    id: job.id,
    pod_id: POD_ID,
    queuePosition: job.place.position,
    estimatedWaitTime: job.place.wait,
    pod_url: `${base}/${service.id}`,
  });
}

async function answerNow(
  service: SyncService,
  context: SandboxContext,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const body = fieldsOf(parseJson(await readBody(request)));
  const { fields, markers } = withoutMarkers(body, ["prompt"]);
  const work = service.accept(fields);
  const faults = context.book.choose(service.id, [...markers, ...headerMarkers(request.headers["x-sandbox-fault"])]);
  const prompt = typeof fields.prompt === "string" ? fields.prompt : "";
  if (refusedBy(faults, response, context, `${service.id} ${JSON.stringify(body)}`, podRefusal(response))) {
    return refused(service, prompt, response, context);
  }
  const received = new Date().toISOString();
  const answered = (cut: boolean) => {
    const time = new Date().toISOString();
    context.ledger.note({ happened: "answered", time, received, service: service.id, prompt, cut });
  };
  for (const { fault, value } of faults) {
    try {
      await fault.work?.({ value, signal: context.signal });
    } catch (failure) {
      throw new Refusal(500, failure instanceof Error ? failure.message : String(failure));
    }
  }
  const folder = path.join(context.workFolder, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    // Markers for other services are passed on in the scenes; those for this service, or for any, end here.
    const carry = markers
      .filter((marker) => marker.service !== null && marker.service !== service.id)
      .map((marker) => ({ text: writeMarker(marker), scene: marker.scene }));
    const workContext = { tools: context.tools, folder, signal: context.signal };
    const told = await work(workContext, { instant: context.instant !== false, carry });
    for (const { fault, value } of faults) {
      const moment = { response, value, delivered: Promise.resolve(), truth: Promise.resolve({ ...told }) };
      if (await fault.reply?.({ ...moment, signal: context.signal })) {
        return answered(true);
      }
    }
    answered(response.closed);
    answer(
      response,
      200,
      faults.reduce((said, { fault }) => rewritten(said, fault.scenes), told),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rewritten(said: object, scenes: ((text: string) => string) | undefined): object {
  if (!scenes || !("enhanced_prompt" in said) || typeof said.enhanced_prompt !== "string") return said;
  return { ...said, enhanced_prompt: scenes(said.enhanced_prompt) };
}

/** `POST {service}/v1/generate`. */
export function submit(
  service: Service,
  context: SandboxContext,
  base: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  return service.answers === "later"
    ? submitLater(service, context, base, request, response)
    : answerNow(service, context, request, response);
}

/** `POST {service}/cancel/{id}`: 404 when the job is unknown, already generating, or over. */
export function cancel(id: string, context: SandboxContext, response: ServerResponse): void {
  const status = context.jobs.get(id)?.cancel() ? 200 : 404;
  context.ledger.note({ happened: "asked to cancel", time: new Date().toISOString(), id, status });
  if (status === 200) answer(response, 200, { status: "cancelled", job_id: id });
  else answer(response, 404, { detail: "no such job, or it is already generating" });
}
