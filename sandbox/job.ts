import { createHash, randomInt, randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Job, SandboxContext } from "./context";
import type { DeliveryPlan } from "./faults/fault";
import type { Chosen } from "./faults/rules";
import { stamped } from "./instant-media";
import { bring } from "./media/inputs";
import { type AsyncService, parse, Refusal } from "./service";
import { deliver } from "./webhook";

const envelope = z.object({
  model: z.string(),
  input: z.array(z.object({ type: z.string(), url: z.string().min(1) })),
  options: z.record(z.string(), z.unknown()).nullish(),
  webhookUrl: z.url({ protocol: /^https?$/ }),
});

export type Envelope = z.infer<typeof envelope>;

/** Validates the fields that all webhook services share, and that the body is for this one. */
export function readEnvelope(service: AsyncService, body: unknown): Envelope {
  const read = parse(envelope, body);
  const { kind, min, max } = service.input;
  if (read.model !== service.id) throw new Refusal(422, `model: this is ${service.id}, not ${read.model}`);
  if (read.input.length < min || read.input.length > max) {
    throw new Refusal(422, `input: ${min} to ${max} of type ${kind} are needed, ${read.input.length} came`);
  }
  for (const [i, { type, url }] of read.input.entries()) {
    if (type !== kind) throw new Refusal(422, `input.${i}.type: must be "${kind}"`);
    if (!/^(https?|data):/i.test(url)) throw new Refusal(422, `input.${i}.url: must be an http, https or data URL`);
  }
  return read;
}

interface Accepted {
  service: AsyncService;
  body: Envelope;
  /** The options without markers. */
  work: ReturnType<AsyncService["accept"]>;
  prompt: string;
  seed: number | null;
  bytes: Buffer;
  faults: Chosen[];
  /** The address by which the caller reaches this sandbox. */
  base: string;
}

async function results(accepted: Accepted, id: string, context: SandboxContext): Promise<string[]> {
  const { service, body, faults, base } = accepted;
  for (const { fault, value } of faults) await fault.work?.({ value, signal: context.signal });
  if (context.instant === "bare" || faults.some(({ fault }) => fault.withoutResult)) return [];
  if (context.canned) {
    const file = await stamped(context.canned[service.makes], path.join(context.workFolder, id), id);
    const name = await context.fileServer.put(file, id, { move: true, faults });
    return [`${base}/files/${name}`];
  }
  const folder = path.join(context.workFolder, id);
  await mkdir(folder, { recursive: true });
  try {
    const { tools, signal } = context;
    const inputs = await Promise.all(body.input.map(({ url }, i) => bring(url, service.input.kind, folder, i, signal)));
    const files = await accepted.work({ tools, signal, folder, inputs, seed: accepted.seed ?? randomInt(2 ** 31) });
    const names = await Promise.all(
      files.map((file, i) => context.fileServer.put(file, i === 0 ? id : `${id}-${i}`, { move: true, faults })),
    );
    return names.map((name) => `${base}/files/${name}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function volleysOf(accepted: Accepted, truth: Record<string, unknown>, otherUrl: string | null): DeliveryPlan[] {
  const { webhookUrl } = accepted.body;
  const told: DeliveryPlan[] = [
    { afterSeconds: 0, deliveries: [{ url: webhookUrl, body: Buffer.from(JSON.stringify(truth)) }] },
  ];
  return accepted.faults.reduce(
    (plans, { fault, value }) => fault.webhook?.(plans, { value, truth, webhookUrl, otherUrl }) ?? plans,
    told,
  );
}

/** The status in a webhook's body; null when it cannot be parsed. */
function statusIn(body: Buffer): string | null {
  if (body.length > 1_000_000) return null;
  try {
    return String(JSON.parse(body.toString()).status);
  } catch {
    return null;
  }
}

/** Queues an accepted submit. It runs once and sends one webhook, unless a fault changes that. */
export function acceptJob(accepted: Accepted, context: SandboxContext): Job {
  const { service, body, faults } = accepted;
  const id = randomUUID();
  const createdAt = new Date().toISOString();
  let answered = () => {};
  const wasAnswered = new Promise<void>((done) => {
    answered = done;
  });
  let known = (_: Record<string, unknown>) => {};
  const whole = new Promise<Record<string, unknown>>((done) => {
    known = done;
  });
  let told = () => {};
  const delivered = new Promise<void>((done) => {
    told = done;
  });
  context.ledger.add({
    id,
    service: service.id,
    time: createdAt,
    webhookUrl: body.webhookUrl,
    prompt: accepted.prompt,
    state: "queued",
    sha256: createHash("sha256").update(accepted.bytes).digest("hex"),
  });

  const tell = async (localUrl: string[], error: string | null): Promise<void> => {
    const status = error === null ? "completed" : "failed";
    const { model, webhookUrl, options } = body;
    const truth = { id, createdAt, status, model, webhookUrl, options: options ?? {}, stream: true, localUrl, error };
    known(truth);
    if (!faults.some(({ fault }) => fault.webhookFirst)) await wasAnswered;
    await deliver(volleysOf(accepted, truth, context.ledger.otherUrl(id)), context.signal, {
      lost: (reason) => context.say({ event: "webhook lost", id, service: service.id, reason }),
      told: (delivery, status) =>
        context.ledger.note({
          ...{ happened: "told", time: new Date().toISOString(), id, webhookUrl: delivery.url, status },
          says: statusIn(delivery.body),
        }),
    });
    told();
  };

  const run = async (): Promise<void> => {
    context.ledger.move(id, "generating");
    let localUrl: string[] = [];
    let error: string | null = null;
    try {
      localUrl = await results(accepted, id, context);
    } catch (failure) {
      error = failure instanceof Error ? failure.message : String(failure);
    }
    if (context.signal.aborted) return;
    context.ledger.move(id, error === null ? "completed" : "failed");
    if (error !== null) context.say({ event: "failed", id, service: service.id, error });
    // Not awaited: the worker is free while the webhook is sent.
    void tell(localUrl, error);
  };

  const place = context.queue.add({ id, service: service.id, run }, context.instant ? 0.01 : service.guess);
  return {
    id,
    place,
    delivered,
    truth: whole,
    answered,
    cancel() {
      if (faults.some(({ fault }) => fault.refusesCancel) || !context.queue.withdraw(id)) return false;
      context.ledger.move(id, "cancelled");
      told();
      return true;
    },
  };
}
