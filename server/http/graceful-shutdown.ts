import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

/** Ends the web process on SIGTERM: Next finishes the requests in progress and accepts no new ones. */

const kept = globalThis as typeof globalThis & { nextsceneStreams?: Set<() => void> };

/** The functions that end the open streams, because the process waits for every open request. */
export function openStreams(): Set<() => void> {
  kept.nextsceneStreams ??= new Set();
  return kept.nextsceneStreams;
}

/**
 * On SIGTERM, ends all streams, so that their watchers reconnect to the next process, and exits with 0, where Next
 * exits with 143.
 */
export function shutDownGracefully(): void {
  process.once("SIGTERM", () => {
    for (const end of openStreams()) end();
    // Callers keep connections for their next request: from now on a connection closes after the response.
    subscribe("http.server.response.finish", (message) => {
      const { server } = message as { server: Server };
      setImmediate(() => server.closeIdleConnections());
    });
    process.once("exit", (code) => {
      if (code === 143) process.exitCode = 0;
    });
  });
}
