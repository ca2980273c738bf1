import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { AnyService } from "../define-service";
import { env, listed } from "../env";
import { createHttpClient } from "../http/client";
import { mapMedia } from "../media/field";
import * as services from "../services";
import { fetchInput } from "./fetch-input";
import { isWorkKey } from "./key";
import { createNotifier } from "./notify";
import { createPool, type Pool, type Task } from "./pool";

/**
 * The API of the work process, shaped like a pod's: accepts work, reports to the call's webhook, answers polls and
 * cancels, serves result files. It has no database: after a crash the web process submits the work again.
 */

const mostBody = 1024 * 1024;
const order = z.object({ input: z.record(z.string(), z.unknown()), webhookUrl: z.url({ protocol: /^https?$/ }) });

type Answer = { status: number; json: unknown };
type Result = {
  id: string;
  status: string;
  output?: unknown;
  error?: string;
  progress?: number;
  message?: string;
  preview?: string;
  queuePosition?: number;
};

export async function startWorkServer({
  host,
  port,
  dir,
  concurrency,
  log,
}: {
  host: string;
  port: number;
  dir: string;
  concurrency: number;
  log: (line: string) => void;
}): Promise<{ server: Server; pool: Pool }> {
  const pool = createPool({ concurrency, dir, log });
  const origins = [env().PUBLIC_URL, env().S3_ENDPOINT].flatMap((url) => (url ? [new URL(url).origin] : []));
  const client = createHttpClient({ allowNetworks: listed(env().ALLOW_NETWORKS), origins });
  /** Result files, by the unguessable name in their URL. */
  const files = new Map<string, { path: string; task: string }>();
  const results = new Map<string, Promise<Result>>();

  async function take(service: AnyService, body: string, base: string): Promise<Answer> {
    const read = order.safeParse(parsed(body));
    if (!read.success) return { status: 400, json: { error: 'Send {"input": {…}, "webhookUrl": "…"}.' } };
    const { webhookUrl } = read.data;
    const input = service.input.safeParse(read.data.input);
    if (!input.success) return { status: 400, json: { error: input.error.message.slice(0, 500) } };
    const given: Record<string, unknown> = input.data;
    const notify = createNotifier(client, webhookUrl, () => pool.cancel(task.id));
    const task: Task = pool.add({
      service,
      seed: typeof given.seed === "number" ? given.seed : 1,
      fetchInput: (folder, signal) => fetchInput(client, service, given, { folder, signal }),
      onChange: async (changed) => {
        const isOver = changed.state !== "queued" && changed.state !== "running";
        if (changed.state !== "cancelled") notify(await resultOf(changed, base), isOver);
      },
    });
    return { status: 202, json: { id: task.id, queuePosition: pool.position(task) } };
  }

  /** The state of a task, for the webhook and for polls. */
  function resultOf(task: Task, base: string): Promise<Result> {
    const { id, state: status, error, progress, message, preview } = task;
    if (status === "queued" || status === "running") {
      return Promise.resolve({
        id,
        status: "processing",
        progress,
        message,
        preview,
        queuePosition: pool.position(task) || undefined,
      });
    }
    const known =
      results.get(id) ??
      named(task, base).then(
        (output) => ({ id, status, output, error }),
        (fault: unknown) => ({ id, status: "failed", error: fault instanceof Error ? fault.message : String(fault) }),
      );
    results.set(id, known);
    return known;
  }

  /** The output with a URL for each file; only files in the task's own folder get one. */
  const named = async ({ id, service, dir: folder, output }: Task, base: string) => {
    if (!output) return undefined;
    return mapMedia(service.output, output, async (path) => {
      const real = await realpath(path);
      if (!real.startsWith((await realpath(folder)) + sep))
        throw new Error("The work named a file outside its folder.");
      const name = `${randomBytes(24).toString("hex")}${extname(real)}`;
      files.set(name, { path: real, task: id });
      return `${base}/files/${name}`;
    });
  };

  async function answer(request: IncomingMessage, base: string): Promise<Answer> {
    const { pathname } = new URL(request.url ?? "/", base);
    if (pathname === "/health") return { status: 200, json: { status: "ok" } };
    if (!isWorkKey(String(request.headers["x-api-key"] ?? ""))) return { status: 401, json: { error: "Invalid key." } };
    const [, what = "", name = ""] = /^\/(v1\/work|cancel)\/([\w-]+)$/.exec(pathname) ?? [];
    if (what === "cancel" && request.method === "POST") {
      return pool.cancel(name)
        ? { status: 200, json: { status: "cancelled", job_id: name } }
        : { status: 404, json: { error: "No such work, or it has ended." } };
    }
    if (what === "v1/work" && request.method === "GET") {
      const task = pool.find(name);
      return task
        ? { status: 200, json: await resultOf(task, base) }
        : { status: 404, json: { error: "No such work." } };
    }
    if (what === "v1/work" && request.method === "POST") {
      const service = Object.values<AnyService>(services).find((one) => one.id === name && one.local);
      if (!service) return { status: 404, json: { error: `Unknown local service "${name}".` } };
      const body = await bodyOf(request);
      return body === null ? { status: 413, json: { error: "The request is too large." } } : take(service, body, base);
    }
    return { status: 404, json: { error: "Not found." } };
  }

  async function serveFile(name: string, response: ServerResponse): Promise<void> {
    const file = files.get(name);
    const found = file && pool.find(file.task) ? await stat(file.path).catch(() => null) : null;
    if (!file || !found) return void response.writeHead(404).end();
    response.writeHead(200, { "content-length": found.size, "content-type": "application/octet-stream" });
    await pipeline(createReadStream(file.path), response);
  }

  const server = createServer((request, response) => {
    const base = `http://${request.headers.host ?? `${host}:${port}`}`;
    const file = /^\/files\/([0-9a-f]{48}(?:\.\w+)?)$/.exec(request.url ?? "")?.[1];
    const served = file
      ? serveFile(file, response)
      : answer(request, base).then(({ status, json }) => {
          response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
        });
    served.catch((error: unknown) => {
      log(error instanceof Error ? error.message : String(error));
      if (!response.headersSent) response.writeHead(500).end();
      response.destroy();
    });
  });
  server.keepAliveTimeout = 75_000; // longer than the web process keeps an idle connection
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return { server, pool };
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
