import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { CALL_TIMEOUT_MS, CONNECT_TIMEOUT_MS, MAX_RESPONSE_BYTES } from "./limits";

export type Answer =
  | { kind: "answered"; status: number; header: (name: string) => string | undefined; body: string }
  /** No connection: the app has not received anything. */
  | { kind: "unreached" }
  /** Sent, but no complete answer arrived: the app may have run any part of it. */
  | { kind: "lost"; why: string }
  /** The response exceeds the limit: a retry would not help. */
  | { kind: "oversized" };

export type Request = { method: "POST" | "PUT"; origin: string; path: string; signature: string; body: string };

export type Transport = { send: (request: Request) => Promise<Answer>; close: () => Promise<void> };

/** Errors that occur before any byte of the request is sent. */
const UNREACHED = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"]);

async function textOf(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Uses Node's own client: undici 7 throws an uncatchable error when a server that shuts down closes a connection faster
 * than its answer is read (nodejs/undici#5360).
 */
export function createTransport(): Transport {
  // An agent with a time-out leaves a connection that it uses again with the shorter one of its idle time.
  const keepAlive = { keepAlive: true };
  const agents = { "http:": new http.Agent(keepAlive), "https:": new https.Agent(keepAlive) };

  const ask = ({ method, origin, path, signature, body }: Request) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const url = new URL(path, origin);
      const secure = url.protocol === "https:";
      const headers = {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "x-inngest-signature": signature,
      };
      const request = (secure ? https : http).request(url, {
        method,
        headers,
        agent: agents[secure ? "https:" : "http:"],
        timeout: CALL_TIMEOUT_MS,
      });
      request.once("socket", (socket) => {
        if (!socket.connecting) return;
        const late = setTimeout(() => request.destroy(unreached()), CONNECT_TIMEOUT_MS);
        for (const event of ["connect", "close"]) socket.once(event, () => clearTimeout(late));
      });
      request.once("timeout", () => request.destroy(new Error("no answer in time")));
      request.once("response", resolve).once("error", reject).end(body);
    });

  return {
    async send(request) {
      try {
        const response = await ask(request);
        const body = await textOf(response);
        if (body === undefined) return { kind: "oversized" };
        const header = (name: string) => {
          const value = response.headers[name];
          return Array.isArray(value) ? value[0] : value;
        };
        return { kind: "answered", status: response.statusCode ?? 0, header, body };
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
        return UNREACHED.has(code) ? { kind: "unreached" } : { kind: "lost", why: code };
      }
    },
    close: async () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

const unreached = () => Object.assign(new Error("no connection in time"), { code: "ETIMEDOUT" });
