import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest, type InngestFunction, type Middleware } from "inngest";
import { serve } from "inngest/edge";
import { onTestFinished } from "vitest";
import { type EngineOptions, startEngine } from "./engine";
import { bearerToken } from "./keys";

export const KEYS = { signingKey: `signkey-test-${"0a1b".repeat(16)}`, eventKey: "an-event-key" };

export type RunView = {
  run_id: string;
  function_id: string;
  status: "Running" | "Completed" | "Failed" | "Cancelled";
  ended_at: string | null;
  output?: unknown;
};

/** A server that speaks Inngest's protocol. Without a signing key it is a Dev Server, which signs nothing. */
export type Server = { url: string; signingKey?: string; eventKey: string };

/** A server and an app of the real SDK, which talk over HTTP only. */
export type Joined = {
  engineUrl: string;
  eventKey: string;
  signingKey?: string;
  appUrl: string;
  inngest: Inngest;
  /** The app's call requests so far: function, step (`step` means "what comes next") and attempt. */
  calls: { fn: string; step: string; attempt: number }[];
  /** Sends one event and returns its id. */
  send: (name: string, data?: Record<string, unknown>, more?: { id?: string }) => Promise<string>;
  api: (method: string, path: string) => Promise<Response>;
  /** The runs that an event has started, in their current state. */
  runs: (eventId: string) => Promise<RunView[]>;
  /** The runs that an event has started, once there are `count` and all have ended. */
  ended: (eventId: string, count?: number) => Promise<RunView[]>;
  /** The single run that an event has started, once it has ended. */
  end: (eventId: string) => Promise<RunView>;
  /** The outputs of many runs, read one after the other. */
  outputs: (eventIds: string[]) => Promise<unknown[]>;
  run: (runId: string) => Promise<RunView>;
  /** Breaks every connection and frees the port, like a killed process. */
  killApp: () => Promise<void>;
  startApp: () => Promise<void>;
  /** Serves other functions from now on, without a registration. */
  serve: (functions: InngestFunction.Any[]) => void;
  /** Answers in place of the app if it returns a response. */
  instead?: (request: Request) => Response | undefined;
};

export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Polls until `look` returns something, for conditions that send no event. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  everyMs = 5,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

export type Gate<T = void> = { promise: Promise<T>; open: (value: T) => void };

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

/** Starts an app and the server that `start` creates for it. */
export async function joinWorld(
  id: string,
  start: (appUrl: string) => Promise<Server>,
  middleware: Middleware.Class[] = [],
): Promise<Joined> {
  let handle: (request: Request) => Promise<Response>;
  const app = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host}`);
    const body = await bodyOf(request);
    if (request.method === "POST") {
      const attempt = Number(JSON.parse(body).ctx.attempt);
      world.calls.push({ fn: url.searchParams.get("fnId") ?? "", step: url.searchParams.get("stepId") ?? "", attempt });
    }
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const ask = new Request(url, { method: request.method ?? "", headers, ...(body ? { body } : {}) });
    const answer = world.instead?.(ask) ?? (await handle(ask));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  const listen = (port: number) => new Promise<void>((resolve) => app.listen(port, "127.0.0.1", resolve));
  const killApp = () =>
    new Promise<void>((resolve) => {
      app.close(() => resolve());
      app.closeAllConnections();
    });
  await listen(0);
  const { port } = app.address() as AddressInfo;
  const appUrl = `http://127.0.0.1:${port}/api/inngest`;
  onTestFinished(async () => {
    if (app.listening) await killApp();
  });

  const { url, signingKey, eventKey } = await start(appUrl);
  const inngest = new Inngest({
    id,
    baseUrl: url,
    eventKey,
    isDev: signingKey === undefined,
    ...(signingKey === undefined ? {} : { signingKey }),
    logger: silent,
    middleware,
  });
  const headers: Record<string, string> =
    signingKey === undefined ? {} : { authorization: `Bearer ${bearerToken(signingKey)}` };
  const api = (method: string, path: string) => fetch(url + path, { method, headers });
  // Inngest's server answers repeated URLs from a cache for some seconds.
  let looks = 0;
  const data = async (path: string) => {
    const response = await api("GET", `${path}?look=${looks++}`);
    return ((await response.json()) as { data: unknown }).data;
  };
  const runs = async (eventId: string) => ((await data(`/v1/events/${eventId}/runs`)) ?? []) as RunView[];
  const ended = (eventId: string, count = 1) =>
    until(async () => {
      const found = await runs(eventId);
      return found.length >= count && found.every(({ status }) => ENDED.has(status)) && found;
    });
  const world: Joined = {
    engineUrl: url,
    eventKey,
    ...(signingKey === undefined ? {} : { signingKey }),
    appUrl,
    inngest,
    calls: [],
    api,
    runs,
    ended,
    async end(eventId) {
      const [run] = await world.ended(eventId);
      if (!run) throw new Error("no run");
      return run;
    },
    async outputs(eventIds) {
      const outputs: unknown[] = [];
      for (const id of eventIds) outputs.push((await world.end(id)).output);
      return outputs;
    },
    run: async (runId) => (await data(`/v1/runs/${runId}`)) as RunView,
    async send(name, eventData = {}, more = {}) {
      const { ids } = await inngest.send({ name, data: eventData, ...more });
      return ids[0] ?? "";
    },
    killApp,
    startApp: () => listen(port),
    serve(functions) {
      handle = serve({ client: inngest, functions });
    },
  };
  return world;
}

const ENDED = new Set(["Completed", "Failed", "Cancelled"]);

/** A world with the embedded engine; exposes its log. */
export type World = Omit<Joined, "serve"> & {
  /** The engine's log. */
  log: { event: string; fields: Record<string, unknown> }[];
  serve: (define: Define) => void;
};

type Define = (inngest: Inngest, world: World) => InngestFunction.Any[];

export async function createWorld(
  define: Define,
  options: Partial<EngineOptions> = {},
  instead?: World["instead"],
): Promise<World> {
  const log: World["log"] = [];
  const record = (event: string, fields = {}) => void log.push({ event, fields });
  const backoff = () => 10;
  const joined = await joinWorld("app", async (appUrl) => {
    const engine = await startEngine({ ...KEYS, appUrls: [appUrl], backoff, log: record, ...options });
    onTestFinished(engine.close);
    return { ...KEYS, url: engine.url };
  });
  const { serve } = joined;
  const world: World = Object.assign(joined, { log, serve: (next: Define) => serve(next(joined.inngest, world)) });
  world.serve(define);
  if (instead) world.instead = instead;
  else if (!options.appUrls) await until(() => log.some(({ event }) => event === "app registered"));
  return world;
}

const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
