import type { IncomingMessage } from "node:http";

const most = 32 * 1024 * 1024;

/** Discards the rest of the body so that the client can read the response; closes the connection after a limit. */
export function drainBody(from: IncomingMessage): void {
  let left = most;
  from.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) from.socket.destroy();
  });
  from.resume();
}
