import http, { type IncomingMessage } from "node:http";

export interface Hook {
  /** In the order they arrived. */
  path: string;
  headers: IncomingMessage["headers"];
  bytes: Buffer;
  /** null when the body is not JSON. */
  body: Record<string, unknown> | null;
}

export interface Receiver {
  url: string;
  /** All received requests. */
  hooks: Hook[];
  /** Resolves with the hooks whose path starts with `path`, once there are `count`. */
  until(path: string, count?: number): Promise<Hook[]>;
  close(): Promise<void>;
}

function jsonOrNull(bytes: Buffer): Record<string, unknown> | null {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}

/** A caller's web server: serves pictures to the services and receives webhooks. */
export async function openReceiver(files: Record<string, Buffer>): Promise<Receiver> {
  const hooks: Hook[] = [];
  const waiting = new Set<() => void>();
  const server = http.createServer((request, response) => {
    const path = request.url ?? "/";
    if (request.method === "GET") {
      const file = files[path];
      response.writeHead(file ? 200 : 404).end(file);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(200).end();
      const bytes = Buffer.concat(chunks);
      hooks.push({ path, headers: request.headers, bytes, body: jsonOrNull(bytes) });
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    hooks,
    until: (path, count = 1) =>
      new Promise((done) => {
        const check = () => {
          const found = hooks.filter((hook) => hook.path.startsWith(path));
          if (found.length < count) return;
          waiting.delete(check);
          done(found);
        };
        waiting.add(check);
        check();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
