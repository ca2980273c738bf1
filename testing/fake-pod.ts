import { createServer, type IncomingHttpHeaders } from "node:http";

/** A message of the pod: JSON, or text and bytes as they are. */
export type Said = Record<string, unknown> | string | Uint8Array;
/** One status per request of a file; the last one repeats. `empty` and `cut` are 200. */
export type FileState = number | "empty" | "cut";
export type Script = {
  receipt?: Said;
  status?: number;
  webhooks?: Said[];
  headers?: Record<string, string>;
  hold?: boolean;
};

/**
 * A pod that answers exactly as a test scripts it, and records its requests. The script of a submit is found by its
 * prompt; its webhooks follow one after the other. `/file/…` serves `file`.
 */
export async function startFakePod(file: Uint8Array) {
  const scripts = new Map<string, Script>();
  const files = new Map<string, FileState[]>();
  const submits: { prompt: string; webhookUrl: string; headers: IncomingHttpHeaders }[] = [];
  const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
  const told: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? "";
    asked.push({ path, headers: request.headers });
    if (path.includes("/file/")) {
      const states = files.get(path) ?? [200];
      const state = (states.length > 1 ? states.shift() : states[0]) ?? 200;
      if (typeof state === "number" && state !== 200) return void response.writeHead(state).end("no");
      if (state === "empty") return void response.writeHead(200, { "content-length": "0" }).end();
      response.writeHead(200, { "content-type": "video/mp4", "content-length": String(file.length) });
      if (state === "cut") return void response.write(file.subarray(0, 500), () => response.socket?.resetAndDestroy());
      return void response.end(file);
    }
    if (!path.endsWith("/v1/generate")) return void response.writeHead(200).end("{}");
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const prompt = String(body.prompt ?? body.options?.prompt ?? "");
    const script = scripts.get(prompt) ?? {};
    submits.push({ prompt, webhookUrl: body.webhookUrl, headers: request.headers });
    response.writeHead(script.status ?? 200, { "content-type": "application/json" }).end(asBytes(script.receipt ?? {}));
    for (const said of script.webhooks ?? []) told.push(await post(body.webhookUrl, said, script.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  return {
    ...{ origin, port, scripts, files, asked, told },
    submitsOf: (prompt: string) => submits.filter((one) => one.prompt === prompt),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const asBytes = (said: Said) =>
  said instanceof Uint8Array ? said : Buffer.from(typeof said === "string" ? said : JSON.stringify(said));

/** Sends a webhook and returns the status. */
export async function post(url: string, said: Said, headers: Record<string, string> = {}): Promise<number> {
  const body = new Uint8Array(asBytes(said));
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}
