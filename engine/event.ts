import { canonical, isObject, type JsonObject } from "./json";
import { MAX_EVENT_BYTES, MAX_EVENT_NAME } from "./limits";
import { ulid } from "./ulid";

export const INTERNAL = {
  invoked: "inngest/function.invoked",
  finished: "inngest/function.finished",
  failed: "inngest/function.failed",
  cancelled: "inngest/function.cancelled",
  timer: "inngest/scheduled.timer",
} as const;

/** `ref` is our unique id. `id` is the sender's, if it gave one, and deduplicates runs. */
export type Event = { ref: string; id: string; name: string; value: JsonObject; json: string };

export class EventError extends Error {}

const EARLIEST = Date.UTC(1980, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

function createEvent(members: Record<string, unknown>, ref: string, depth = 0): Event {
  const id = typeof members.id === "string" && members.id !== "" ? members.id : ref;
  const ts = typeof members.ts === "number" && members.ts > 0 ? members.ts : Date.now();
  const json = canonical({ ...members, id, ts, data: members.data ?? {} }, depth);
  return { ref, id, name: String(members.name), value: JSON.parse(json), json };
}

/** Validates an event from outside. Passes unknown members (`user`, `v`, `meta`, …) on unchanged. */
export function acceptEvent(input: unknown, ref: string): Event {
  if (!isObject(input)) throw new EventError("an event is a JSON object");
  const { name, data, ts } = input;
  if (typeof name !== "string" || name === "") throw new EventError("event name is empty");
  if (name.length > MAX_EVENT_NAME) throw new EventError(`event name is longer than ${MAX_EVENT_NAME} characters`);
  if (name.toLowerCase().startsWith("inngest/"))
    throw new EventError(`event name is reserved for internal use: ${name}`);
  if (data !== undefined && data !== null && !isObject(data)) throw new EventError("event data is a JSON object");
  if (typeof ts === "number" && ts !== 0 && (ts < EARLIEST || ts > LATEST)) {
    throw new EventError("event timestamp is not between the years 1980 and 2100");
  }
  // Only the engine writes `_inngest`: it says which invocation an event answers.
  const { _inngest, ...own } = data ?? {};
  const event = createEvent({ ...input, data: own }, ref);
  if (Buffer.byteLength(event.json) > MAX_EVENT_BYTES) {
    throw new EventError(`event is larger than ${MAX_EVENT_BYTES} bytes`);
  }
  return event;
}

/** An event of the engine that starts a run: a timer or an invocation. */
export const internalEvent = (name: string, data: unknown, more: { v?: unknown; meta?: unknown } = {}) =>
  createEvent({ ...more, name, data }, ulid());

/** An event about the end of a run. It contains the run's event, so it may be nested a little deeper than others. */
export const lifecycleEvent = (name: string, data: unknown, id: string | undefined) =>
  createEvent({ ...(id ? { id } : {}), name, data }, ulid(), -10);
