import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttpClient, type HttpClient } from "../client";

/** Servers on loopback that answer as badly as a test wants. */
export function rogueServers() {
  const running: { server: Server; sockets: Set<Socket> }[] = [];
  const clients: HttpClient[] = [];

  async function listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    running.push({ server, sockets });
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  /** A client that `closeAll` closes. */
  function clientWith(options: Parameters<typeof createHttpClient>[0]): HttpClient {
    const sender = createHttpClient(options);
    clients.push(sender);
    return sender;
  }

  /** A client that may reach only this port. */
  function reach(port: number): { url: string; sender: HttpClient } {
    return { url: `http://127.0.0.1:${port}`, sender: clientWith({ allowNetworks: [`127.0.0.1/32:${port}`] }) };
  }

  return {
    clientWith,
    serve: async (answer: RequestListener) => reach(await listen(createHttpServer(answer))),
    serveRaw: async (answer: (socket: Socket) => void) => reach(await listen(createServer(answer))),
    /** The address of a port on which no server listens. */
    refuse: async () => {
      const port = await listen(createHttpServer());
      const { server } = running.pop() ?? {};
      await new Promise((resolve) => server?.close(resolve));
      return reach(port);
    },
    closeAll: async () => {
      for (const { server, sockets } of running.splice(0)) {
        for (const socket of sockets) socket.destroy();
        server.close();
      }
      await Promise.all(clients.splice(0).map((sender) => sender.close()));
    },
  };
}

export async function newFolder(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "send-"));
  return { dir, remove: () => rm(dir, { recursive: true }) };
}
