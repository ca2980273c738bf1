import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

/** Milliseconds. A gigabyte over a line of 3 Mbit/s. */
const longest = 3_600_000;

/**
 * Node ends every request that is not whole after five minutes, and with it the upload of a large film over an ordinary
 * line. Who sends too slowly is sent away by its pace instead. Next gives no access to its server; its first request does.
 */
export function admitLongRequests(): void {
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    server.requestTimeout = longest;
  });
}
