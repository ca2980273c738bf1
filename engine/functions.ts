import { Cron } from "croner";
import { durationMs } from "./duration";
import {
  type Condition,
  compileCondition,
  compileMatch,
  compileValue,
  ExpressionError,
  type Value,
} from "./expression";
import { asNumber, asString, isObject } from "./json";
import { DEFAULT_RETRIES, MAX_RETRIES } from "./limits";

export type Limit = { limit: number; key?: Value; name: string };

export type Fn = {
  id: string;
  /** The app's name, the first part of the function id. */
  app: string;
  /** Where to call the function: an origin, and a path to which the step's id is appended. */
  origin: string;
  path: string;
  maxAttempts: number;
  events: { name: string; condition?: Condition }[];
  crons: { pattern: string; zone?: string }[];
  cancelOn: { name: string; condition?: Condition; timeoutMs?: number }[];
  limits: Limit[];
  priority?: Value;
};

export class RegistrationError extends Error {}

/** SDK options that this engine does not support. */
const UNSUPPORTED: Record<string, string> = {
  batchEvents: "batchEvents",
  debounce: "debounce",
  idempotency: "idempotency",
  rateLimit: "rateLimit",
  singleton: "singleton",
  throttle: "throttle",
  timeouts: "timeouts",
};
const KNOWN = new Set(["id", "name", "triggers", "steps", "concurrency", "cancel", "priority"]);

function limitsOf(id: string, setting: unknown): Limit[] {
  if (setting === undefined || setting === null) return [];
  const list = Array.isArray(setting) ? setting : [typeof setting === "number" ? { limit: setting } : setting];
  if (list.length > 2) throw new RegistrationError("concurrency takes at most two limits");
  return list.flatMap((entry: unknown) => {
    const limit = isObject(entry) ? asNumber(entry.limit) : undefined;
    if (!isObject(entry) || limit === undefined || limit < 0) throw new RegistrationError("concurrency needs a limit");
    if (limit === 0) return [];
    const key = asString(entry.key);
    const scope = asString(entry.scope) ?? "fn";
    if (scope !== "fn" && !key) throw new RegistrationError(`concurrency with scope "${scope}" needs a key`);
    const name = JSON.stringify([scope, scope === "fn" ? id : "", key ?? ""]);
    return [{ limit, name, ...(key ? { key: compileValue(key) } : {}) }];
  });
}

function cronOf(text: string): { pattern: string; zone?: string } {
  const [, zone, pattern = ""] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/.exec(text) ?? [];
  try {
    new Cron(pattern, { paused: true, ...(zone ? { timezone: zone } : {}) }, () => {}).stop();
  } catch (error) {
    throw new RegistrationError(`the cron ${JSON.stringify(text)} is not understood: ${String(error)}`);
  }
  return zone ? { pattern, zone } : { pattern };
}

function triggersOf(triggers: unknown): Pick<Fn, "events" | "crons"> {
  const found: Pick<Fn, "events" | "crons"> = { events: [], crons: [] };
  for (const trigger of Array.isArray(triggers) ? triggers : []) {
    const event = isObject(trigger) ? asString(trigger.event) : undefined;
    const cron = isObject(trigger) ? asString(trigger.cron) : undefined;
    const expression = isObject(trigger) ? asString(trigger.expression) : undefined;
    if (isObject(trigger) && trigger.jitter !== undefined) throw new RegistrationError("cron jitter is not supported");
    if (event?.includes("*")) throw new RegistrationError(`the wildcard trigger "${event}" is not supported`);
    if (event === "inngest/deferred.schedule") throw new RegistrationError("createDefer is not supported");
    if (event === "inngest/http.request") throw new RegistrationError("durable endpoints are not supported");
    if (event) found.events.push({ name: event, ...(expression ? { condition: compileCondition(expression) } : {}) });
    else if (cron) found.crons.push(cronOf(cron));
    else throw new RegistrationError("a trigger is neither an event nor a cron");
  }
  return found;
}

function cancelOnOf(cancel: unknown): Fn["cancelOn"] {
  return (Array.isArray(cancel) ? cancel : []).map((entry: unknown) => {
    const name = isObject(entry) ? asString(entry.event) : undefined;
    if (!isObject(entry) || !name) throw new RegistrationError("cancelOn needs an event");
    const condition = asString(entry.if);
    const timeoutMs = durationMs(asString(entry.timeout) ?? "");
    if (timeoutMs === undefined) throw new RegistrationError("the timeout of cancelOn is not a duration");
    return {
      name,
      ...(condition ? { condition: compileMatch(condition) } : {}),
      ...(timeoutMs ? { timeoutMs } : {}),
    };
  });
}

function stepOf(steps: unknown): Pick<Fn, "origin" | "path" | "maxAttempts"> {
  const step = isObject(steps) ? steps.step : undefined;
  const runtime = isObject(step) && isObject(step.runtime) ? step.runtime : {};
  if (runtime.type !== "http") throw new RegistrationError("connect is not supported: serve the functions over HTTP");
  const url = URL.canParse(String(runtime.url)) ? new URL(String(runtime.url)) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new RegistrationError("the function's URL is not an http(s) one");
  url.searchParams.delete("stepId");
  const retries = isObject(step) && isObject(step.retries) ? asNumber(step.retries.attempts) : undefined;
  if (retries !== undefined && (!Number.isInteger(retries) || retries < 0 || retries > MAX_RETRIES)) {
    throw new RegistrationError(`retries is a number from 0 to ${MAX_RETRIES}`);
  }
  return { origin: url.origin, path: url.pathname + url.search, maxAttempts: (retries ?? DEFAULT_RETRIES) + 1 };
}

/** Parses a function's registered settings; refuses unsupported ones by name. */
export function parseFunction(config: unknown, app: string): Fn {
  const id = isObject(config) ? asString(config.id) : undefined;
  if (!isObject(config) || !id) throw new RegistrationError("a function has no id");
  try {
    for (const [setting, value] of Object.entries(config)) {
      if (value === undefined || value === null || KNOWN.has(setting)) continue;
      throw new RegistrationError(`${UNSUPPORTED[setting] ?? `the setting "${setting}"`} is not supported`);
    }
    const priority = isObject(config.priority) ? asString(config.priority.run) : undefined;
    return {
      id,
      app,
      ...stepOf(config.steps),
      ...triggersOf(config.triggers),
      cancelOn: cancelOnOf(config.cancel),
      limits: limitsOf(id, config.concurrency),
      ...(priority ? { priority: compileValue(priority) } : {}),
    };
  } catch (error) {
    if (!(error instanceof RegistrationError || error instanceof ExpressionError)) throw error;
    throw new RegistrationError(`function "${id}": ${error.message}, by the embedded engine`);
  }
}
