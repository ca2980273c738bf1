import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "./service";

/** Large enough for a picture as a data: URL. */
const LONGEST_BODY = 48_000_000;

export function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": String(bytes.length) }).end(bytes);
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > LONGEST_BODY) throw new Refusal(413, `body: is larger than ${LONGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Refusal(400, "body: is not JSON");
  }
}

/** Compares digests, which have the same length: the time does not reveal anything about the key. */
export function keyTest(key: string): (text: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const right = digest(key);
  return (text) => timingSafeEqual(digest(text), right);
}

/** The key as the pods take it. */
export function checkKey(request: IncomingMessage, isKey: (text: string) => boolean): void {
  const given = request.headers["x-api-key"];
  if (typeof given !== "string" || !isKey(given)) throw new Refusal(401, "X-API-Key: is missing or wrong");
}

/**
 * The address by which the caller reached the sandbox: behind a host name or a forwarded port, our own would be wrong.
 */
export function baseOf(request: IncomingMessage, fallback: string): string {
  const { host } = request.headers;
  return host && /^[\w.\-[\]:]+$/.test(host) ? `http://${host}` : fallback;
}
