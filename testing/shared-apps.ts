import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestProject } from "vitest/node";
import { killGroup } from "@/cli/supervisor/spawn";
import type { Running } from "@/cli/supervisor/supervisor";
import { sandboxOf } from "./sandbox-admin";
import { testSettings } from "./test-settings";

declare module "vitest" {
  interface ProvidedContext {
    sharedApps: string;
  }
}

/** An app that a test file has borrowed: what `sharedApp` reads from the lender's first line. */
export type Lent = Pick<Running, "url" | "settings" | "pids"> & { dataDir: string; adminKey: string; ports: number[] };

type SharedApp = Omit<Lent, "pids"> & { id: string; running: Running; close(): Promise<void> };

/** Each file listens on ports of its own, so that no answer to an earlier file reaches it. */
const portsOfApp = 40;
const portsOfFile = 4;
/** Running apps that no file uses cost memory. */
const mostIdle = 4;

/**
 * Vitest's global set-up: lends running apps to test files, one file at a time, and keeps them for the next file with the
 * same settings. A file borrows an app with a request, and has it until it closes the connection, or dies.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  /** `isReady`: whether the app was made ready for the next file; otherwise it has been ended. */
  const idle: { app: SharedApp; isReady: Promise<boolean> }[] = [];
  const all = new Set<SharedApp>();
  let isClosing = false;

  async function lend(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const settings: Record<string, string> = JSON.parse(await text(request));
    const app = await take(settings);
    if (response.destroyed) return giveBack(app);
    const ports = app.ports.splice(0, portsOfFile);
    const { running, dataDir, adminKey } = app;
    const lent: Lent = { url: app.url, settings: app.settings, pids: running.pids, dataDir, adminKey, ports };
    response.write(`${JSON.stringify(lent)}\n`);
    let told = JSON.stringify(running.pids);
    const watch = setInterval(() => {
      const now = JSON.stringify(running.pids);
      if (now !== told) response.write(`${now}\n`);
      told = now;
    }, 50);
    response.once("close", () => {
      clearInterval(watch);
      giveBack(app);
    });
  }

  async function take(settings: Record<string, string>): Promise<SharedApp> {
    const id = JSON.stringify(Object.entries(settings).sort());
    for (;;) {
      const at = idle.findIndex(({ app }) => app.id === id);
      const [found] = at < 0 ? [] : idle.splice(at, 1);
      if (found && (await found.isReady)) return found.app;
      if (found) continue;
      const app = await start(id, settings);
      all.add(app);
      return app;
    }
  }

  function giveBack(app: SharedApp): void {
    const isUsable = !isClosing && app.ports.length >= portsOfFile;
    const wasReset = (isUsable ? reset(app) : Promise.resolve(false)).catch(() => false);
    const isReady = wasReset.then(async (ready) => {
      if (!ready) await end(app).catch(() => {});
      return ready;
    });
    idle.push({ app, isReady });
    const oldest = idle.length > mostIdle ? idle.shift() : undefined;
    oldest?.isReady.then(() => end(oldest.app)).catch(() => {});
  }

  async function end(app: SharedApp): Promise<void> {
    await app.close();
    all.delete(app);
  }

  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    lend(request, response).catch((error: unknown) => {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!response.headersSent) response.writeHead(500);
      response.end(words);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  project.provide("sharedApps", `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`);
  return async () => {
    isClosing = true;
    server.closeAllConnections();
    server.close();
    await Promise.all([...all].map(end));
  };
}

async function start(id: string, settings: Record<string, string>): Promise<SharedApp> {
  // Loaded with the first app: most runs of a single file need none.
  const [{ startAll }, { createApiKey }, { claimPort }] = await Promise.all([
    import("@/cli/supervisor/supervisor"),
    import("@/cli/supervisor/database"),
    import("@/cli/supervisor/ports"),
  ]);
  const ports = await Promise.all(
    Array.from({ length: portsOfApp }, () => claimPort(0, "127.0.0.1", "the port of a test")),
  );
  const dataDir = mkdtempSync(join(tmpdir(), "nextscene-shared-"));
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  let running: Running | undefined;
  const endNow = () => {
    for (const pid of Object.values(running?.pids ?? {})) killGroup({ pid });
    remove();
  };
  process.once("exit", endNow); // Ctrl-C ends Vitest without its teardown
  try {
    const ALLOW_NETWORKS = ports.map((port) => `127.0.0.1/32:${port}`).join(",");
    const env = { ...testSettings, ALLOW_NETWORKS, ...settings };
    const app = await startAll({ ports: "free", dataDir, quiet: true, env });
    running = app;
    const close = async () => {
      await app.stop().finally(remove);
      process.off("exit", endNow);
    };
    const { key: adminKey } = await createApiKey(app.settings, "tests", "admin");
    return { id, url: app.url, settings: app.settings, running: app, dataDir, adminKey, ports, close };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Leaves nothing of a file behind that could reach the next: faults, held work, jobs in progress. */
async function reset(app: SharedApp): Promise<boolean> {
  const sandbox = sandboxOf({ app });
  await sandbox.fault();
  await sandbox.release();
  const ask = async (path: string, method = "GET") => {
    const headers = { "x-api-key": app.adminKey };
    const signal = AbortSignal.timeout(60_000);
    const answer = await fetch(app.url + path, { method, headers, signal });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
    return await answer.json();
  };
  for (const status of ["queued", "running", "awaiting_review"]) {
    const { data } = await ask(`/v1/jobs?limit=100&status=${status}`);
    for (const { id } of data) await ask(`/v1/jobs/${id}/cancel`, "POST").catch(() => {}); // it has ended meanwhile
  }
  await sandbox.fault(); // a release lets held work through until rules are written
  return (await ask("/health")).status === "ok";
}
