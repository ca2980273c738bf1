import { createServer, type IncomingHttpHeaders } from "node:http";

/** A request that the caller's server received. */
export type Got = { path: string; headers: IncomingHttpHeaders; body: string };
/** A scripted answer; `"silence"` keeps the connection open without one. */
export type CallerAnswer = { status: number; headers?: Record<string, string>; body?: string } | "silence";

/** A caller's server that answers as scripted, otherwise 204, and records the requests to each path. */
export async function startCaller(wanted = 0) {
  const got: Got[] = [];
  const answers = new Map<string, CallerAnswer[]>();
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? "";
    got.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const told = answers.get(path) ?? [];
    const answer = (told.length > 1 ? told.shift() : told[0]) ?? { status: 204 };
    if (answer !== "silence") response.writeHead(answer.status, answer.headers).end(answer.body);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const at = (path: string) => got.filter((one) => one.path === path);
  return {
    origin: `http://127.0.0.1:${port}`,
    network: `127.0.0.1/32:${port}`,
    /** Sets the next answers of a path; the last one repeats. */
    answer: (path: string, ...told: CallerAnswer[]) => void answers.set(path, told),
    at,
    /** Resolves with the requests to a path once there are at least `count`. */
    came: (path: string, count = 1) =>
      new Promise<Got[]>((resolve) => {
        const look = () => {
          if (at(path).length < count) return;
          waiting.delete(look);
          resolve(at(path));
        };
        waiting.add(look);
        look();
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Caller = Awaited<ReturnType<typeof startCaller>>;
