import type { IncomingMessage } from "node:http";

const most = 32 * 1024 * 1024;

/**
 * Reads on what nobody wants: who is still sending would otherwise lose the connection before the answer is read. Whoever
 * sends without an end loses it all the same.
 */
export function drainBody(from: IncomingMessage): void {
  let left = most;
  from.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) from.socket.destroy();
  });
  from.resume();
}
