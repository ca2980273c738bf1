import { createServer, type IncomingHttpHeaders } from "node:http";

/** One request that a caller's server got. */
export type Got = { path: string; headers: IncomingHttpHeaders; body: string };
/** What it answers; `"silence"` leaves the connection open without a word. */
export type CallerAnswer = { status: number; headers?: Record<string, string>; body?: string } | "silence";

/** A caller's server that answers as it is told, 204 otherwise, and remembers what came to each path. */
export async function startCaller() {
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const at = (path: string) => got.filter((one) => one.path === path);
  return {
    origin: `http://127.0.0.1:${port}`,
    network: `127.0.0.1/32:${port}`,
    /** What the path answers from now on, one after the other; the last one stays. */
    answer: (path: string, ...told: CallerAnswer[]) => void answers.set(path, told),
    at,
    /** Resolves with what came to a path once it is `count` requests or more. */
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
