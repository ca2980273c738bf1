import http from "node:http";

export interface Recorded {
  method: string;
  /** Including the query. */
  path: string;
  headers: http.IncomingHttpHeaders;
  text: string;
  json: unknown;
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * Forwards everything to `target` and records the requests. Keeps the Host header, so that answers name the proxy.
 * `refuses`: the status that the proxy answers itself, if any.
 */
export async function openVendorProxy(
  target: () => string,
  refuses: (path: string) => number | undefined = () => undefined,
) {
  const recorded: Recorded[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const text = body.toString();
      const { method = "GET", url: path = "/", headers } = request;
      recorded.push({ method, path, headers, text, json: jsonOf(text) });
      const refused = refuses(path);
      if (refused) return void response.writeHead(refused).end("{}");
      const onward = http.request(new URL(path, target()), {
        method,
        headers: { ...headers, connection: "close" },
      });
      onward.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on("error", () => response.destroy()).pipe(response);
      });
      onward.on("error", () => response.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    recorded,
    /** The requests since the last call. */
    take: (): Recorded[] => recorded.splice(0),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
