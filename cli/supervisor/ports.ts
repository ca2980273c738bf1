import { randomInt } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLock } from "./lock-file";
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

/** One file per port that a running process has picked: minutes may pass before its child listens there. */
const picked = join(tmpdir(), `nextscene-ports-${process.getuid?.() ?? ""}`);

async function freePort(host: string): Promise<number | null> {
  mkdirSync(picked, { recursive: true, mode: 0o700 });
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(free.from, free.to);
    if (takeLock(join(picked, String(port))) && (await tryPort(port, host)) !== null) return port;
  }
  return null;
}

/**
 * Returns the port to use: for 0 a free one, which no other start picks while this process runs, otherwise the given one.
 * Throws an error that names the setting when it is taken.
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
