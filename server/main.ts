import { createServer, type RequestListener } from "node:http";
import { parseArgs } from "node:util";
import { log } from "@/lib/log";
import { startedApp } from "./entry/app-link";
import type { Attach } from "./entry/attach";
import { CompressedResponse } from "./http/compressed-response";

/** What the log says of an error that nothing handled. */
export const strayError = "An error was handled nowhere.";

const options = {
  host: { type: "string" },
  port: { type: "string" },
  dev: { type: "boolean", default: false },
} as const;

/** Runs the web process: `--host`, `--port` and, for hot reload, `--dev`. Only pages need Next. */
export async function runWebProcess(loadApp: () => Promise<Attach>): Promise<void> {
  const { host = "127.0.0.1", port = "3000", dev } = parseArgs({ options }).values;
  const server = createServer({
    ServerResponse: CompressedResponse,
    requireHostHeader: false, // the app refuses such requests with a problem document
    requestTimeout: 3_600_000, // an upload of a gigabyte at 3 Mbit/s; the app limits other requests
    keepAliveTimeout: 75_000, // longer than the engine and the services keep an idle connection, so that none closes just as they use it
  });
  server.once("error", (error) => {
    process.stderr.write(`The web app cannot listen on ${host}, port ${port}: ${error.message}\n`);
    process.exit(1);
  });

  let closeNext = async () => {};
  const loadNext = async (): Promise<RequestListener> => {
    const { default: next } = await import("next");
    // Next listens for upgrades on the server that it is given. It needs them for hot reload only; otherwise a request
    // with `Upgrade` gets an ordinary response.
    const app = next({ dev, hostname: host, port: Number(port), httpServer: dev ? server : createServer() });
    closeNext = () => app.close();
    await app.prepare();
    return app.getRequestHandler();
  };
  let next: Promise<RequestListener> | undefined;
  const loadedNext = () => {
    next ??= loadNext().catch((error) => {
      next = undefined; // the next request tries again
      throw error;
    });
    return next;
  };

  if (dev) await loadedNext();
  const attach = dev ? await startedApp() : await loadApp();
  const recorded = attach(server, async (request, response) => (await loadedNext())(request, response));

  // One request's stray error must not end the others. The tests accept none (testing/app.ts).
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => log("error", strayError, { error }));
  }

  // Ends after the requests in progress, both ways; a second signal ends at once.
  const stop = () => {
    server.close(() => void Promise.all([recorded(), closeNext()]).finally(() => process.exit(0)));
    if (dev) server.closeAllConnections();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);

  server.listen(Number(port), host);
}
