import { createServer } from "node:http";
import { parseArgs } from "node:util";
import next from "next";
import { startedApp } from "./entry/app-link";
import { CompressedResponse } from "./http/compressed-response";

/**
 * The web process: `--host`, `--port` and, for hot reload, `--dev`. Next loads the app, whose `instrumentation.ts` then
 * takes over this server; whatever is not a page also works without Next.
 */

const options = {
  host: { type: "string" },
  port: { type: "string" },
  dev: { type: "boolean", default: false },
} as const;
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

// Next listens for upgrades on the server that it is given. It needs them for hot reload only; otherwise a request with
// `Upgrade` gets an ordinary response.
const app = next({ dev, hostname: host, port: Number(port), httpServer: dev ? server : createServer() });
await app.prepare();
const attach = await startedApp();
attach(server, app.getRequestHandler());

// Ends after the requests in progress; a second signal ends at once.
const stop = () => {
  server.close(() => void app.close().finally(() => process.exit(0)));
  if (dev) server.closeAllConnections();
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);

server.listen(Number(port), host);
