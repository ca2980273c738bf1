import { createServer } from "node:net";
import { CannotStart } from "./cannot-start";

/** Listens for a moment: the port that was got, or null when it is taken. Port 0 asks for any free one. */
function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(new CannotStart(`${host}:${port}: ${error.message}.`)),
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
  const got = await tryPort(port, host);
  if (got === null) throw new CannotStart(`Port ${port} is in use: set ${setting} to another one.`);
  return got;
}
