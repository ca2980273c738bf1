import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

/** How the web process ends when it is asked to: Next finishes the requests in progress and takes no new ones. */

const kept = globalThis as typeof globalThis & { nextsceneStreams?: Set<() => void> };

/** What ends each stream that would stay open by itself: the process waits for every request. */
export function openStreams(): Set<() => void> {
  kept.nextsceneStreams ??= new Set();
  return kept.nextsceneStreams;
}

/** On TERM streams end, so that their watchers come back to the next process; and the code is 0, where Next says 143. */
export function shutDownGracefully(): void {
  process.once("SIGTERM", () => {
    for (const end of openStreams()) end();
    // Callers keep a connection for their next request: from now on it ends with the answer.
    subscribe("http.server.response.finish", (message) => {
      const { server } = message as { server: Server };
      setImmediate(() => server.closeIdleConnections());
    });
    process.once("exit", (code) => {
      if (code === 143) process.exitCode = 0;
    });
  });
}
