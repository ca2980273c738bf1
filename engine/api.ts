import { acceptEvent, EventError } from "./event";
import { checkpoint } from "./execute";
import { losses } from "./faults";
import { finish } from "./finish";
import { RegistrationError } from "./functions";
import { asString, isObject, parseJson } from "./json";
import { MAX_EVENTS_PER_REQUEST } from "./limits";
import { parseOps } from "./ops";
import type { RunRecord } from "./records";
import { register } from "./register";
import { type QueueKind, stepsJson } from "./run";
import type { Engine } from "./state";
import { isUlid, seededUlid } from "./ulid";

/** A response; `json` is its serialized body. */
export type Reply = { status: number; json: string };
export type Ask = { params: string[]; body: string; header: (name: string) => string | undefined };

const reply = (status: number, body: unknown): Reply => ({ status, json: JSON.stringify(body) });
export const refusal = (status: number, error: string): Reply => reply(status, { error, status });
const unsupported = (what: string) => () => refusal(501, `${what} is not supported by the embedded engine`);

function receiveEvents(engine: Engine, { body, header }: Ask): Reply {
  const input = parseJson(body);
  const list = Array.isArray(input) ? input : [input];
  const refuse = (status: number, error: string) => reply(status, { ids: [], status, error });
  if (input === undefined) return refuse(400, "the body is not JSON");
  if (list.length > MAX_EVENTS_PER_REQUEST) return refuse(413, `more than ${MAX_EVENTS_PER_REQUEST} events`);
  // Before the first registration the engine cannot know which functions an event starts: accepting it would lose it.
  if (engine.registrations === 0 && engine.apps.size > 0) return refuse(503, "the app has not registered yet");
  const seed = header("x-inngest-event-id-seed");
  try {
    // Validate all events before delivering any: a refused request must have no effect.
    const events = list.map((item, n) => acceptEvent(item, seededUlid(seed, n)));
    for (const event of events) engine.deliver(event);
    return reply(200, { ids: events.map(({ ref }) => ref), status: 200 });
  } catch (error) {
    if (error instanceof EventError || error instanceof RangeError) return refuse(400, error.message);
    throw error;
  }
}

function registerApp(engine: Engine, { body }: Ask): Reply {
  try {
    return reply(200, { ok: true, status: 200, modified: register(engine, parseJson(body)) });
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    return refusal(400, error.message);
  }
}

function checkpointSteps(engine: Engine, { params: [runId = ""], body }: Ask): Reply {
  const input = parseJson(body);
  const ops = isObject(input) ? parseOps(input.steps) : undefined;
  if (!isObject(input) || !ops) return refusal(400, "no steps to store");
  if (ops.some(({ op }) => op !== "StepRun" && op !== "Step"))
    return refusal(400, "only steps that have run are stored");
  // 409 makes the SDK stop at once: the run has ended or is unknown, or another request has replaced this one.
  const current = checkpoint(engine, runId, asString(input.qi_id) ?? "", ops);
  return current ? reply(200, {}) : refusal(409, `run ${runId} does not expect this checkpoint`);
}

/** In the format of Inngest's API. The output is JSON text already. */
function recordJson({ output, ...rest }: RunRecord): string {
  const text = JSON.stringify(rest);
  return output === undefined ? text : `${text.slice(0, -1)},"output":${output}}`;
}

const dataReply = (json: string): Reply => ({
  status: 200,
  json: `{"data":${json},"metadata":{"fetched_at":${JSON.stringify(new Date().toISOString())},"cached_until":null}}`,
});

const unknownRun = (id: string) => (isUlid(id) ? refusal(404, `no run ${id}`) : refusal(400, `Invalid run ID: ${id}`));

function getRun(engine: Engine, { params: [id = ""] }: Ask): Reply {
  const record = engine.records.get(id);
  return record ? dataReply(recordJson(record)) : unknownRun(id);
}

function cancelRun(engine: Engine, { params: [id = ""] }: Ask): Reply {
  const run = engine.runs.get(id);
  if (run) finish(engine, run, { status: "Cancelled" });
  return run || engine.records.get(id) ? { status: 200, json: "" } : unknownRun(id);
}

/**
 * What will continue a run, as in Inngest's queue; a running run always has something. If all items are pauses, the run
 * waits for an event or for the end of a run that it invoked.
 */
function runJobs(engine: Engine, { params: [id = ""] }: Ask): Reply {
  const run = engine.runs.get(id);
  if (!run) return engine.records.get(id) ? dataReply("[]") : unknownRun(id);
  const queued = (step: string, kind: QueueKind, at: number) => {
    return { JobID: `${id}-${step}`, at: new Date(at).toISOString(), position: 0, kind, attempt: 0 };
  };
  const jobs = [...run.open].map(([step, { kind, at }]) => queued(step, kind, at));
  const isFirst = run.memos.size + run.open.size === 0;
  if (run.discovery) jobs.push(queued("step", isFirst ? "start" : "edge", Date.now()));
  return dataReply(JSON.stringify(jobs));
}

/** For tests: makes the engine lose the next ends of invoked runs, or the next waits. */
function loseSome(engine: Engine, { body }: Ask): Reply {
  if (!engine.faults) return refusal(404, "not found");
  const input = parseJson(body);
  const { lose, count } = isObject(input) ? input : {};
  const what = losses.find((one) => one === lose);
  if (!what) return refusal(400, `lose: one of ${losses.join(", ")}`);
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0) return refusal(400, "count: a whole number");
  engine.faults.lose(what, count);
  return reply(200, {});
}

const eventRuns = (engine: Engine, { params: [id = ""] }: Ask): Reply =>
  dataReply(`[${engine.records.ofEvent(id).map(recordJson).join(",")}]`);

/** An app's registered functions, in the format of Inngest's own server: a plain list, empty for an unknown app. */
function appFunctions(engine: Engine, { params: [app = ""] }: Ask): Reply {
  const known = [...engine.functions.values()].filter((fn) => fn.app === app);
  return reply(
    200,
    known.map(({ id }) => ({ id })),
  );
}

/** A run's events or results, for calls whose body was too large to include them. */
function runState(engine: Engine, { params: [id = "", part] }: Ask): Reply {
  const run = engine.runs.get(id);
  if (!run) return unknownRun(id);
  return { status: 200, json: part === "batch" ? `[${run.event.json}]` : stepsJson(run) };
}

type Route = {
  method: string;
  path: RegExp;
  auth: "none" | "event key" | "signing key";
  answer: (engine: Engine, ask: Ask) => Reply;
};

/** Every route for the SDK and operators; the first match answers. Groups in the path pattern become `params`. */
export const ROUTES: Route[] = [
  { method: "GET", path: /^\/health$/, auth: "none", answer: () => reply(200, { status: 200, message: "OK" }) },
  { method: "POST", path: /^\/e\/([^/]+)$/, auth: "event key", answer: receiveEvents },
  { method: "POST", path: /^\/fn\/register$/, auth: "signing key", answer: registerApp },
  { method: "GET", path: /^\/v1\/apps\/([^/]+)\/functions$/, auth: "signing key", answer: appFunctions },
  { method: "POST", path: /^\/v1\/checkpoint\/([^/]+)\/async$/, auth: "signing key", answer: checkpointSteps },
  { method: "GET", path: /^\/v1\/events\/([^/]+)\/runs$/, auth: "signing key", answer: eventRuns },
  { method: "GET", path: /^\/v1\/runs\/([^/]+)$/, auth: "signing key", answer: getRun },
  { method: "GET", path: /^\/v1\/runs\/([^/]+)\/jobs$/, auth: "signing key", answer: runJobs },
  { method: "DELETE", path: /^\/v1\/runs\/([^/]+)$/, auth: "signing key", answer: cancelRun },
  { method: "GET", path: /^\/v0\/runs\/([^/]+)\/(batch|actions)$/, auth: "signing key", answer: runState },
  { method: "POST", path: /^\/v1\/checkpoint/, auth: "signing key", answer: unsupported("a durable endpoint") },
  { method: "POST", path: /^\/faults$/, auth: "signing key", answer: loseSome },
  { method: "POST", path: /^\/v1\/signals$/, auth: "signing key", answer: unsupported("sendSignal") },
  { method: "POST", path: /^\/v1\/realtime\//, auth: "signing key", answer: unsupported("realtime") },
  { method: "POST", path: /^\/v1\/runs\/[^/]+\/metadata$/, auth: "signing key", answer: unsupported("run metadata") },
];
