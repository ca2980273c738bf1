import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { failpoint } from "../failpoint";
import { SendError } from "../net/send-error";
import { parseNetworks, type Resolve, redirectTarget } from "../net/ssrf-guard";
import { withNewFile } from "../storage/new-file";
import { type Answer, type Exchange, exchange, translate } from "./exchange";

export { SendError, type SendErrorCode } from "../net/send-error";
export { checkUrl, parseNetworks } from "../net/ssrf-guard";

const mostRedirects = 3;
const mebibyte = 1024 * 1024;

export type HttpClient = {
  /**
   * One request and its whole answer as text, for services and webhooks. `json` and `body` make it a POST; the answer's
   * `json` is undefined when it is not JSON. Every status is an answer, and redirects are not followed. Defaults: 30 s
   * in total, 1 MiB. A longer answer is refused, or truncated with `cut`. With `large`, a longer answer, or one with the
   * content type of media, is written to the file `large.to`, and `text` is empty. Throws SendError.
   */
  send(request: {
    method?: string;
    url: string;
    headers?: Record<string, string>;
    json?: unknown;
    body?: string | Uint8Array;
    timeoutMs?: number;
    maxBytes?: number;
    cut?: boolean;
    large?: { to: string; maxBytes: number };
  }): Promise<{
    status: number;
    headers: Record<string, string>;
    text: string;
    json: unknown;
    file?: { bytes: number; sha256: string };
  }>;
  /**
   * Streams a file to the path `to` through `<to>.part`, which is removed on failure. Follows up to 3 redirects, each
   * through the guard and none from https to http; `headers` go to the first origin only. Default: 5 min in total.
   * Throws SendError; a status other than 200 is `protocol` with that `status`.
   */
  download(request: {
    url: string;
    to: string;
    headers?: Record<string, string>;
    timeoutMs?: number;
    maxBytes: number;
  }): Promise<{ bytes: number; sha256: string; contentType: string | null }>;
  /** PUTs a local file with its length, as presigned URLs require. Default: 5 min in total. Throws SendError. */
  upload(request: {
    url: string;
    file: string;
    headers?: Record<string, string>;
    timeoutMs?: number;
  }): Promise<{ status: number; headers: Record<string, string>; text: string }>;
  /** Waits for running requests; afterwards every request is refused. */
  close(): Promise<void>;
};

/**
 * The only HTTP client of the server. `allowNetworks` are the private networks it may reach (see `parseNetworks`),
 * `origins` may be reached at any address; `resolve` replaces the system's name resolution.
 */
export function createHttpClient(options: {
  allowNetworks: readonly string[];
  origins?: readonly string[];
  resolve?: Resolve;
}): HttpClient {
  const { allowNetworks, origins = [], resolve } = options;
  const guard = { networks: parseNetworks(allowNetworks), origins: new Set(origins), resolve };
  const ask = (request: Exchange) => exchange(guard, request);
  const underWay = new Set<Promise<unknown>>();
  let closed = false;

  async function withDeadline<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (closed) throw new SendError("unreachable", "The server is shutting down", { retryable: false });
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    const working = work(deadline.signal);
    underWay.add(working);
    try {
      return await working;
    } finally {
      clearTimeout(timer);
      underWay.delete(working);
    }
  }

  return {
    async send({ url, json, timeoutMs = 30_000, maxBytes = mebibyte, cut = false, large, ...request }) {
      const body = json === undefined ? (request.body ?? null) : JSON.stringify(json);
      const method = request.method ?? (body === null ? "GET" : "POST");
      const type: Record<string, string> = json === undefined ? {} : { "content-type": "application/json" };
      return withDeadline(timeoutMs, async (signal) => {
        const headers = { ...type, ...lowerCased(request.headers) };
        const answer = await ask({ url: parse(url), method, headers, body, signal });
        const { status, headers: said } = answer;
        const isMedia = /^(?:image|audio|video)\/|^application\/octet-stream/i.test(said["content-type"] ?? "");
        if (large && status < 300) {
          const read = await readOrStore(answer, { ...large, inMemory: isMedia ? 0 : maxBytes });
          if (typeof read !== "string") return { status, headers: said, text: "", json: undefined, file: read };
          return { status, headers: said, text: read, json: parseJson(read) };
        }
        const text = await readText(answer, maxBytes, cut);
        return { status, headers: said, text, json: parseJson(text) };
      });
    },

    async download({ url, to, headers = {}, timeoutMs = 300_000, maxBytes }) {
      const part = `${to}.part`;
      return withDeadline(timeoutMs, async (signal) => {
        const answer = await follow(ask, parse(url), headers, signal);
        try {
          if (answer.status !== 200) throw unexpected(answer.status);
          const kept = await keep(answer, part, maxBytes);
          await rename(part, to);
          return { ...kept, contentType: answer.headers["content-type"] ?? null };
        } catch (error) {
          answer.body.destroy();
          await rm(part, { force: true });
          throw error;
        }
      });
    },

    async upload({ url, file, headers = {}, timeoutMs = 300_000 }) {
      const { size } = await stat(file);
      const body = createReadStream(file);
      return withDeadline(timeoutMs, async (signal) => {
        try {
          const length = { "content-length": String(size) };
          const sent = { ...lowerCased(headers), ...length };
          const answer = await ask({ url: parse(url), method: "PUT", headers: sent, body, signal });
          return { status: answer.status, headers: answer.headers, text: await readText(answer, mebibyte) };
        } finally {
          body.destroy();
        }
      });
    },

    async close() {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}

async function follow(
  ask: (request: Exchange) => Promise<Answer>,
  first: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  let url = first;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const own = url.origin === first.origin ? lowerCased(headers) : {};
    const answer = await ask({ url, method: "GET", headers: own, body: null, signal });
    if (![301, 302, 303, 307, 308].includes(answer.status)) return answer;
    answer.body.destroy();
    url = redirectTarget(url, answer.headers.location);
  }
  throw new SendError("redirect", `More than ${mostRedirects} redirects`, { delivered: "maybe" });
}

/** The text of a short answer. One of more than `inMemory` bytes is written to the file `to`: returns its size and hash. */
async function readOrStore(
  answer: Answer,
  { to, maxBytes, inMemory }: { to: string; maxBytes: number; inMemory: number },
): Promise<string | { bytes: number; sha256: string }> {
  const body = bounded(answer, maxBytes);
  const first: Buffer[] = [];
  for (let read = 0; read <= inMemory; ) {
    const { value: chunk } = await body.next();
    if (!chunk) return new TextDecoder().decode(Buffer.concat(first));
    first.push(chunk);
    read += chunk.length;
  }
  async function* whole() {
    yield* first;
    yield* body;
  }
  return write(whole(), to);
}

const keep = (answer: Answer, part: string, maxBytes: number) => write(bounded(answer, maxBytes), part);

async function write(body: AsyncIterable<Buffer>, part: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* counted() {
    for await (const chunk of body) {
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
      failpoint("mid-keep");
    }
  }
  await withNewFile(part, (to) => pipeline(counted, to));
  return { bytes, sha256: hash.digest("hex") };
}

async function readText(answer: Answer, maxBytes: number, cut = false): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bounded(answer, maxBytes, cut)) chunks.push(chunk);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** The body in chunks of plain bytes. Beyond `maxBytes` it is refused, or truncated with `cut`. */
async function* bounded(answer: Answer, maxBytes: number, cut = false): AsyncGenerator<Buffer> {
  const { status } = answer;
  const tooLarge = () => new SendError("too_large", `More than ${maxBytes} bytes`, { delivered: "maybe", status });
  const compressed = (how: string) =>
    new SendError("encoding", `A compressed answer (${how.slice(0, 40)})`, { delivered: "maybe", status });
  try {
    const encoding = answer.headers["content-encoding"]?.trim().toLowerCase();
    if (encoding && encoding !== "identity") throw compressed(encoding);
    const transfer = answer.headers["transfer-encoding"]?.trim().toLowerCase();
    if (transfer && transfer !== "chunked") throw compressed(transfer);
    if (!cut && Number(answer.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes && !cut) throw tooLarge();
      yield bytes > maxBytes ? chunk.subarray(0, maxBytes - bytes) : chunk;
      if (bytes >= maxBytes && cut) return;
    }
  } catch (error) {
    throw translate(error, true);
  } finally {
    answer.body.destroy();
  }
}

function unexpected(status: number): SendError {
  const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
  return new SendError("protocol", `Answered with status ${status}`, { delivered: "maybe", retryable, status });
}

function parse(url: string): URL {
  if (!URL.canParse(url)) throw new SendError("refused_address", "The URL is not valid");
  return new URL(url);
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
