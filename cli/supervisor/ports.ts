import { createServer } from "node:net";
import { CannotStart } from "./startup-error";

/** Listens for a moment: the port that was got, or null when it is taken. Port 0 asks for any free one. */
function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const got = address && typeof address === "object" ? address.port : port;
      server.close(() => resolve(got));
    });
  });
}

/** The port to use: a free one for 0, otherwise the one asked for. A taken one is a line that names its setting. */
export async function claimPort(port: number, host: string, setting: string): Promise<number> {
  const got = await tryPort(port, host).catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(cannotListen(port, host, setting, error));
  });
  if (got === null) throw new CannotStart(`Port ${port} is in use: set ${setting} to another one.`);
  return got;
}

function cannotListen(port: number, host: string, setting: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "EACCES") return `Port ${port} may not be opened by this user: set ${setting} to 1024 or more.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `HOST is "${host}", which is no address of this machine: set it to one, or to 0.0.0.0.`;
  }
  return `${setting}: ${host} port ${port} cannot be listened on: ${message}.`;
}
