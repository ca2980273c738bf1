import type { IncomingMessage, ServerResponse } from "node:http";
import type { SandboxContext } from "../context";
import { Moderated, type Reason, type SubmitMoment } from "../faults/fault";
import { headerMarkers, type Marker, takeMarkers } from "../faults/marker";
import type { Chosen } from "../faults/rules";
import { say } from "../faults/submit";
import { baseOf, readBody } from "../http";
import { Refusal } from "../service";
import { refusedBy } from "../submit";
import type { WorkRequest } from "./make";
import { startTask } from "./start-task";
import type { Callback, Task } from "./task";

/** `body`: bytes are sent unchanged, anything else as JSON. */
export interface Answer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface Visit {
  context: SandboxContext;
  vendor: Vendor;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  /** The vendor's base URL for the caller, such as `http://127.0.0.1:8290/fal`. */
  base: string;
  /** The base URL of result files for the caller. */
  files: string;
  params: Record<string, string>;
  bytes: Buffer;
}

/** Null if a fault has already answered. */
export type Handler = (visit: Visit) => Promise<Answer | null> | Answer | null;

/**
 * A stand-in for a vendor's API: its routes, its check of the key, its refusals and its answers. One file here and one
 * line in `index.ts`.
 */
export interface Vendor {
  id: string;
  /** Whether the request has a key that this vendor accepts. */
  admits(request: IncomingMessage, isKey: (text: string) => boolean, keys: { secret: string }): boolean;
  /** The vendor's own status and body for a refusal. */
  refuse(reason: Reason, words: string): Answer;
  /** By `METHOD /path/{one}/{more*}`, first match first. */
  routes: Record<string, Handler>;
  /** Routes that need no key. */
  open?: Record<string, Handler>;
  webhook?(task: Task, visit: Visit): Callback;
}

function send(response: ServerResponse, { status = 200, body, headers = {} }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const type = Buffer.isBuffer(body) ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...type, "content-length": String(bytes.length), ...headers }).end(bytes);
}

/** `{name}` is one segment (up to a colon), `{name*}` any number. */
function match(pattern: string, method: string, pathname: string): Record<string, string> | null {
  const [wanted, shape = ""] = pattern.split(" ");
  if (wanted !== method) return null;
  const source = shape
    .replace(/[.:]/g, "\\$&")
    .replace(/\{(\w+)(\*?)\}/g, (_, name: string, many: string) => (many ? `(?<${name}>.+)` : `(?<${name}>[^/:]+)`));
  const found = new RegExp(`^${source}$`).exec(pathname);
  return found && Object.fromEntries(Object.entries(found.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]));
}

function find(routes: Record<string, Handler>, method: string, pathname: string) {
  for (const [pattern, handler] of Object.entries(routes)) {
    const params = match(pattern, method, pathname);
    if (params) return { handler, params };
  }
  return null;
}

/** Serves one request to a vendor. `own`: the sandbox's own base URL. */
export async function serveVendor(
  vendor: Vendor,
  context: SandboxContext,
  own: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const files = baseOf(request, own);
  const base = `${files}/${vendor.id}`;
  const url = new URL(request.url ?? "/", own);
  const pathname = url.pathname.slice(vendor.id.length + 1) || "/";
  const method = request.method ?? "GET";
  const visit = { context, vendor, request, response, url, base, files: `${files}/files` };
  try {
    const open = find(vendor.open ?? {}, method, pathname);
    if (!open && !vendor.admits(request, context.isKey, { secret: context.apiKey }))
      return send(response, vendor.refuse("key", "the API key is missing or wrong"));
    const found = open ?? find(vendor.routes, method, pathname);
    if (!found) return send(response, vendor.refuse("missing", `there is no ${method} ${pathname}`));
    const answered = await found.handler({ ...visit, params: found.params, bytes: await readBody(request) });
    if (answered) send(response, answered);
  } catch (error) {
    if (error instanceof Moderated) return send(response, vendor.refuse("moderated", error.message));
    if (!(error instanceof Refusal)) throw error;
    send(response, vendor.refuse(error.status === 404 ? "missing" : "invalid", error.detail));
  }
}

const refusing =
  ({ vendor, response }: Visit): SubmitMoment["refuse"] =>
  (reason, status, words, retryAfter) => {
    const answer = vendor.refuse(reason, words);
    return say(response, status === 200 ? 200 : (answer.status ?? 200), answer.body, {
      ...answer.headers,
      ...(retryAfter && { "retry-after": retryAfter }),
    });
  };

/** Removes the fault markers from a text and returns the faults of this request; null if one of them has refused it. */
export function admit(visit: Visit, prompt: string): { prompt: string; markers: Marker[]; faults: Chosen[] } | null {
  const { context, vendor, request, response, bytes } = visit;
  const { text, markers } = takeMarkers(prompt, "prompt");
  const faults = context.book.choose(vendor.id, [...markers, ...headerMarkers(request.headers["x-sandbox-fault"])]);
  if (!refusedBy(faults, response, context, `${vendor.id} ${bytes.toString("latin1")}`, refusing(visit)))
    return { prompt: text, markers, faults };
  const status = response.headersSent ? response.statusCode : 0;
  context.ledger.note({
    happened: "refused",
    time: new Date().toISOString(),
    service: vendor.id,
    status,
    prompt: text,
  });
  return null;
}

/** Accepts the task of one request; null if a fault has answered. */
async function accept(visit: Visit, request: WorkRequest): Promise<Task | null> {
  const { context, vendor, response, bytes } = visit;
  const admitted = admit(visit, request.prompt);
  if (!admitted) return null;
  const task = startTask(
    {
      ...{ vendor: vendor.id, request: { ...request, prompt: admitted.prompt }, faults: admitted.faults, bytes },
      callback: (ended) => vendor.webhook?.(ended, visit) ?? null,
    },
    context,
  );
  if (response.closed) task.answered();
  else response.once("close", task.answered);
  const truth = task.ended.then(() => ({ ...Object(vendor.webhook?.(task, visit).body) }));
  for (const { fault, value } of admitted.faults) {
    const moment = { response, value, delivered: task.delivered, truth, signal: context.signal };
    if (await fault.reply?.(moment)) return null;
  }
  if (admitted.faults.some(({ fault }) => fault.webhookFirst)) await task.delivered;
  return task;
}

type Reader = (visit: Visit) => WorkRequest | Promise<WorkRequest>;

/** A submit whose answer is a receipt. */
export function submits(read: Reader, receipt: (task: Task, visit: Visit) => unknown, status = 200): Handler {
  return async (visit) => {
    const task = await accept(visit, await read(visit));
    return task && { status, body: await receipt(task, visit) };
  };
}

/** A submit whose answer is the result. */
export function answers(read: Reader, answer: (task: Task, visit: Visit) => Promise<Answer>): Handler {
  return async (visit) => {
    const task = await accept(visit, await read(visit));
    if (!task) return null;
    await task.ended;
    return task.failure ? visit.vendor.refuse(task.failure.reason, task.failure.words) : answer(task, visit);
  };
}

/** The task that a request names by `{id}` or another parameter. */
function taskOf({ context, vendor, params, url }: Visit, name: string): Task {
  const id = params[name] ?? url.searchParams.get(name) ?? "";
  const byOwnId = () =>
    [...context.tasks.values()].find(({ request, vendor: of }) => of === vendor.id && request.ownId === id);
  const task = context.tasks.get(id) ?? byOwnId();
  if (task?.vendor !== vendor.id) throw new Refusal(404, `there is no task "${id}"`);
  return task;
}

/** True the first `times` times. */
function meets({ met }: Task, fault: string, times: number): boolean {
  const before = met.get(fault) ?? 0;
  met.set(fault, before + 1);
  return before < times;
}

/** A status request for one task. */
export function about(answer: (task: Task, visit: Visit) => Answer | Promise<Answer>, name = "id"): Handler {
  return (visit) => {
    const task = taskOf(visit, name);
    const handled = task.faults.some(({ fault, value }) => {
      const again = (times: number) => meets(task, fault.name, times);
      return fault.poll?.({ response: visit.response, value, again, refuse: refusing(visit) }) ?? false;
    });
    return handled ? null : answer(task, visit);
  };
}

/** `running`: whether this vendor stops running work. */
export function cancels(
  { running, name = "id" }: { running: boolean; name?: string },
  answer: (task: Task, visit: Visit, cancelled: boolean) => Answer,
): Handler {
  return (visit) => {
    const task = taskOf(visit, name);
    const cancelled = task.cancel(running);
    const told = answer(task, visit, cancelled);
    const time = new Date().toISOString();
    visit.context.ledger.note({ happened: "asked to cancel", time, id: task.id, status: told.status ?? 200 });
    return told;
  };
}

/** The newest tasks of this vendor, newest first. */
export const tasksOf = ({ context, vendor }: Visit): Task[] =>
  [...context.tasks.values()].filter((task) => task.vendor === vendor.id).reverse();

/** The vendor's status word for a task; a fault may replace it with an unknown one. */
export function wordOf(task: Task, words: Record<Task["state"], string>): string {
  const unknown = task.faults.find(
    ({ fault, value }) => fault.unknownWord && meets(task, fault.name, Number(value) || 1),
  );
  return unknown?.fault.unknownWord ?? words[task.state];
}

/** The URLs of a task's files. */
export const urlsOf = ({ results }: Task, { files }: Visit): string[] => results.map(({ name }) => `${files}/${name}`);
