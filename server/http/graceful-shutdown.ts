import type { Server, ServerResponse } from "node:http";

/** On SIGTERM the web process accepts no new requests and ends after those in progress (`server/main.ts`). */

const kept = globalThis as typeof globalThis & { nextsceneStreams?: Set<() => void> };

/** The functions that end the open streams, because the process waits for every open request. */
export function openStreams(): Set<() => void> {
  kept.nextsceneStreams ??= new Set();
  return kept.nextsceneStreams;
}

let isStopping = false;

/** Ends all streams, so that their watchers reconnect to the next process. */
export function stopStreams(): void {
  isStopping = true;
  for (const end of openStreams()) end();
}

/** Callers keep connections for their next request: while the process stops, a connection closes after its response. */
export function closeIdleWhenStopping(server: Server, response: ServerResponse): void {
  response.once("finish", () => isStopping && setImmediate(() => server.closeIdleConnections()));
}
