import type { AddressInfo } from "node:net";
import { appAt, keyOf, sync, watch } from "./apps";
import { createCrons } from "./crons";
import { deliver } from "./deliver";
import { INTERNAL, internalEvent } from "./event";
import { execute } from "./execute";
import { createFaults } from "./faults";
import type { Keys } from "./keys";
import { MAX_CALLS } from "./limits";
import { createListeners } from "./listeners";
import { type Log, logToStdout } from "./log";
import { createQueue } from "./queue";
import { createRecords } from "./records";
import { type Backoff, stepBackoff } from "./retry";
import { createEngineServer } from "./server";
import { startRun } from "./start";
import type { Engine } from "./state";
import { createTransport } from "./transport";

const WATCH_MS = 2_500;

export type EngineOptions = Keys & {
  host?: string;
  /** 0 picks a free port. */
  port?: number;
  /** The apps' addresses. The engine asks them to register until they do, and accepts no others. */
  appUrls?: string[];
  /** The most concurrent requests to apps; others wait, by priority and age. */
  calls?: number;
  /** Repeat the registration every few seconds, since functions may have changed. */
  watch?: boolean;
  /** For tests: lets a holder of the signing key make the engine lose things, through `POST /faults`. */
  faults?: boolean;
  backoff?: Backoff;
  log?: Log;
};

export type RunningEngine = { url: string; port: number; close: () => Promise<void> };

/** Starts an engine with its own memory, port and connections. Two engines share nothing. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { host = "127.0.0.1", port = 0, signingKey, eventKey } = options;
  const engine: Engine = {
    keys: { signingKey, eventKey },
    log: options.log ?? logToStdout,
    backoff: options.backoff ?? stepBackoff,
    transport: createTransport(),
    listeners: createListeners(),
    queue: createQueue({ limit: options.calls ?? MAX_CALLS, start: (call) => void execute(engine, call) }),
    records: createRecords(),
    ...(options.faults ? { faults: createFaults() } : {}),
    crons: createCrons((fn, cron) => startRun(engine, fn, internalEvent(INTERNAL.timer, { cron }), { cron })),
    appKeys: new Set((options.appUrls ?? []).map((url) => keyOf(new URL(url)))),
    apps: new Map(),
    functions: new Map(),
    triggers: new Map(),
    runs: new Map(),
    seen: new Map(),
    deliver: (event) => deliver(engine, event),
    registrations: 0,
    closing: false,
  };
  const server = createEngineServer(engine);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  for (const url of options.appUrls ?? []) {
    const app = appAt(engine, new URL(url));
    void sync(engine, app);
    if (options.watch) watch(engine, app, WATCH_MS);
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    async close() {
      engine.closing = true;
      engine.crons.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      await engine.transport.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      await closed;
      for (const run of engine.runs.values()) {
        for (const { close } of run.open.values()) close?.();
        for (const stop of run.stops) stop();
      }
    },
  };
}
