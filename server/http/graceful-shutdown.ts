import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** On SIGTERM and SIGINT the web process accepts no new requests and ends after those in progress (`server/main.ts`). */

const kept = globalThis as typeof globalThis & { nextsceneStreams?: Set<() => void> };

/** The functions that end the open streams, because the process waits for every open request. */
export function openStreams(): Set<() => void> {
  kept.nextsceneStreams ??= new Set();
  return kept.nextsceneStreams;
}

let isStopping = false;
/** Connections that have brought no request yet: Node closes only those that have brought one. */
const unused = new Set<Socket>();
/** Milliseconds for a request that is on its way at the signal. */
const onItsWayMs = 1_000;

/** Lets the server's process end: watchers of streams reconnect to the next process. */
export function endWhenStopping(server: Server): void {
  server.on("connection", (socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  const stop = () => {
    isStopping = true;
    for (const end of openStreams()) end();
    setTimeout(() => {
      for (const socket of unused) socket.destroy();
    }, onItsWayMs).unref();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
}

/** Callers keep connections for their next request: while the process stops, a connection closes after its response. */
export function closeIdleWhenStopping(server: Server, request: IncomingMessage, response: ServerResponse): void {
  unused.delete(request.socket);
  response.once("finish", () => isStopping && setImmediate(() => server.closeIdleConnections()));
}
