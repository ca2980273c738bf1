import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { SandboxContext } from "../context";
import { type DeliveryPlan, Moderated } from "../faults/fault";
import type { Chosen } from "../faults/rules";
import { deliver } from "../webhook";
import { make, type WorkRequest } from "./make";
import type { Callback, Task } from "./task";

interface Accepted {
  vendor: string;
  request: WorkRequest;
  faults: Chosen[];
  /** The unparsed body. */
  bytes: Buffer;
  callback(task: Task): Callback | null;
}

function settleable(): { promise: Promise<void>; settle(): void } {
  let settle = () => {};
  const promise = new Promise<void>((done) => {
    settle = done;
  });
  return { promise, settle };
}

async function results(task: Task, signal: AbortSignal, context: SandboxContext): Promise<Task["results"]> {
  for (const { fault, value } of task.faults) await fault.work?.({ value, signal });
  signal.throwIfAborted();
  if (task.faults.some(({ fault }) => fault.withoutResult)) return [];
  const folder = path.join(context.workFolder, task.id);
  await mkdir(folder, { recursive: true });
  try {
    const instant = context.instant !== false;
    const { id, vendor, request } = task;
    const files = await make({ id, vendor, request, instant, folder, tools: context.tools, signal });
    return await Promise.all(
      files.map(async (file, i) => {
        const sha256 = createHash("sha256")
          .update(await readFile(file))
          .digest("hex");
        const name = i === 0 ? id : `${id}-${i}`;
        return { sha256, name: await context.fileServer.put(file, name, { move: true, faults: task.faults }) };
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sends the webhook as changed by faults; each message is signed after the change. */
async function tell(task: Task, callback: Callback | null, context: SandboxContext): Promise<void> {
  const { webhookUrl } = task.request;
  if (!webhookUrl || !callback) return;
  const truth: Record<string, unknown> = { ...Object(callback.body) };
  const first: DeliveryPlan[] = [
    { afterSeconds: 0, deliveries: [{ url: webhookUrl, body: Buffer.from(JSON.stringify(callback.body)) }] },
  ];
  const otherUrl = context.ledger.otherUrl(task.id);
  const wrong = task.faults.some(({ fault }) => fault.wrongSignature);
  const plans = task.faults
    .reduce(
      (before, { fault, value }) => fault.webhook?.(before, { value, truth, webhookUrl, otherUrl }) ?? before,
      first,
    )
    .map((plan) => ({
      ...plan,
      deliveries: plan.deliveries.map((one) => ({ ...one, headers: callback.sign?.(one.body, wrong) ?? {} })),
    }));
  await deliver(plans, context.signal, {
    lost: (reason) => context.say({ event: "webhook lost", id: task.id, service: task.vendor, reason }),
    told: ({ url }, status) =>
      context.ledger.note({
        ...{ happened: "told", time: new Date().toISOString(), id: task.id, webhookUrl: url, status },
        says: task.state,
      }),
  });
}

/** Accepts a task: logs it before the caller gets an answer, and runs it once. */
export function startTask({ vendor, request, faults, bytes, callback }: Accepted, context: SandboxContext): Task {
  const [ended, delivered, answered] = [settleable(), settleable(), settleable()];
  const stop = new AbortController();
  const task: Task = {
    id: randomUUID(),
    ...{
      vendor,
      request,
      faults,
      createdAt: new Date(),
      state: "queued",
      queuePosition: 0,
      results: [],
      failure: null,
      met: new Map(),
    },
    ...{ ended: ended.promise, delivered: delivered.promise, answered: answered.settle },
    cancel(running) {
      const refuses = faults.some(({ fault }) => fault.refusesCancel);
      const open = task.state === "queued" || (running && task.state === "running");
      if (refuses || !open) return false;
      context.queue.withdraw(task.id);
      stop.abort();
      end("cancelled");
      return true;
    },
  };
  const end = (state: "succeeded" | "failed" | "cancelled") => {
    if (task.state === "succeeded" || task.state === "failed" || task.state === "cancelled") return;
    task.state = state;
    context.ledger.move(task.id, state === "succeeded" ? "completed" : state);
    ended.settle();
    const first = faults.some(({ fault }) => fault.webhookFirst) ? Promise.resolve() : answered.promise;
    void first.then(() => tell(task, callback(task), context)).finally(delivered.settle);
  };
  context.tasks.set(task.id, task);
  context.ledger.add({
    ...{ id: task.id, service: vendor, time: task.createdAt.toISOString(), prompt: request.prompt, state: "queued" },
    webhookUrl: request.webhookUrl ?? null,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  const run = async () => {
    task.state = "running";
    context.ledger.move(task.id, "generating");
    try {
      task.results = await results(task, AbortSignal.any([context.signal, stop.signal]), context);
    } catch (failure) {
      const words = failure instanceof Error ? failure.message : String(failure);
      task.failure = { reason: failure instanceof Moderated ? "moderated" : "internal", words };
    }
    if (!context.signal.aborted) end(task.failure ? "failed" : "succeeded");
  };
  task.queuePosition =
    context.queue.add({ id: task.id, service: vendor, run }, context.instant ? 0.01 : 4).position - 1;
  return task;
}
