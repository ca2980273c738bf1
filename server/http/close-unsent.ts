import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Closes a response that waits behind an earlier one of its connection when the connection ends. Node tells only the first
 * one, and the others would keep what they have open: files, and followed jobs.
 */
export function closeUnsent({ socket }: IncomingMessage, response: ServerResponse): void {
  const close = () => {
    if (response.socket === null) response.emit("close");
  };
  socket.once("close", close);
  response.once("close", () => socket.off("close", close));
}
