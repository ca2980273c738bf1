import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { CannotStart } from "./startup-error";

/** Listens for a moment and returns the port; null when it is taken. */
function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => resolve(port));
    });
  });
}

/** Below the systems' ephemeral ports: an outgoing connection could take one of those before the process listens. */
const free = { from: 15_000, to: 32_000 };

async function freePort(host: string): Promise<number | null> {
  for (let tries = 0; tries < 100; tries++) {
    const got = await tryPort(randomInt(free.from, free.to), host);
    if (got !== null) return got;
  }
  return null;
}

/**
 * Returns the port to use: a free one for 0, otherwise the given one. Throws an error that names the setting when it is
 * taken.
 */
export async function claimPort(port: number, host: string, setting: string): Promise<number> {
  const got = await (port === 0 ? freePort(host) : tryPort(port, host)).catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(cannotListen(port, host, setting, error));
  });
  if (got === null) throw new CannotStart(`Port ${port} is in use: set ${setting} to another one.`);
  return got;
}

function cannotListen(port: number, host: string, setting: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "EACCES") return `Port ${port} may not be opened by this user: set ${setting} to 1024 or more.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `HOST is "${host}", which is not an address of this machine: set it to one, or to 0.0.0.0.`;
  }
  return `${setting}: ${host} port ${port} cannot be listened on: ${message}.`;
}
