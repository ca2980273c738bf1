import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import type { TcpNetConnectOpts } from "node:net";
import type { Readable } from "node:stream";
import { SendError } from "../net/send-error";
import { type AllowedNetwork, admitUrl, guardedLookup, portOf, type Resolve } from "../net/ssrf-guard";

export type Exchange = {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array | Readable | null;
  signal: AbortSignal;
};
/** The reader must read `body` to its end or destroy it. */
export type Answer = { status: number; headers: Record<string, string>; body: IncomingMessage };
/** `origins`: scheme, host and port that the operator configured; allowed at any address. */
export type Guard = { networks: readonly AllowedNetwork[]; origins: ReadonlySet<string>; resolve?: Resolve };

const connectTimeoutMs = 10_000;
// A body that ends early (HPE_INVALID_EOF_STATE) is a broken connection, not a violation of HTTP.
const notHttp = /^HPE_(?!INVALID_EOF_STATE)/;

/**
 * One request and the head of its answer; the body is a stream. Rejects with a SendError; the reader passes errors of
 * the body through `translate`.
 *
 * Uses Node's own client: undici 7 ends the whole process when a server closes a connection whose answer is read slowly
 * (nodejs/undici#5360; fixed in 8, which needs Node 22).
 */
export function exchange({ networks, origins, resolve: resolveName }: Guard, request: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { url, method, body, signal } = request;
    const isSet = origins.has(url.origin);
    if (!isSet) admitUrl(url, networks);
    const isSecure = url.protocol === "https:";
    // Every request has its own connection: when a kept-alive one closes just as a request leaves, there is no way to
    // know whether a paid request arrived. IP literals, which Node does not look up, were checked above.
    const options: https.RequestOptions &
      Pick<TcpNetConnectOpts, "autoSelectFamily" | "autoSelectFamilyAttemptTimeout"> = {
      method,
      headers: { "accept-encoding": "identity", ...request.headers },
      agent: false,
      lookup: isSet ? undefined : guardedLookup(portOf(url), networks, resolveName),
      autoSelectFamily: true,
      // Node's default, 250 ms, gives up on far-away hosts that have both IPv4 and IPv6.
      autoSelectFamilyAttemptTimeout: 2_000,
    };
    const client = open(isSecure ? https : http, url, options);

    let left = false;
    let answer: IncomingMessage | undefined;
    const fail = (error: Error) => {
      const translated = translate(error, left);
      client.destroy();
      answer?.destroy(translated);
      reject(translated);
    };
    const late = () => fail(new SendError("timeout", `${url.host} did not answer in time`, { delivered: said(left) }));
    const unconnected = setTimeout(late, connectTimeoutMs);

    client.on("error", fail);
    client.on("close", () => {
      clearTimeout(unconnected);
      // Node emits no other event for an answer that changes the protocol (101).
      if (!answer) fail(new SendError("reset", "The connection ended without an answer", { delivered: said(left) }));
    });
    client.on("socket", (socket) =>
      socket.once(isSecure ? "secureConnect" : "connect", () => {
        clearTimeout(unconnected);
        if (client.destroyed) return;
        // Node writes nothing before this, not even a header: so `left` is exact.
        left = true;
        if (body === null || typeof body === "string" || body instanceof Uint8Array) client.end(body ?? undefined);
        else body.on("error", fail).pipe(client);
      }),
    );
    client.on("response", (response) => {
      answer = response;
      // The body can fail in its first packet, before the reader listens; the reader still gets the error.
      response.on("error", () => {});
      resolve({ status: response.statusCode ?? 0, headers: flatten(response.headers), body: response });
    });
    if (signal.aborted) late();
    else signal.addEventListener("abort", late, { once: true });
  });
}

/** Node throws for an invalid request, such as a line break in a header, when the request is created. */
function open(by: Pick<typeof http, "request">, url: URL, options: https.RequestOptions): ClientRequest {
  try {
    return by.request(url, options);
  } catch (cause) {
    throw new SendError("protocol", `This cannot be sent: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/** Converts any error of a request to a SendError; `left` says whether the request may have left. */
export function translate(error: unknown, left: boolean): SendError {
  if (error instanceof SendError) return error;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const reason = code || (error instanceof Error ? error.message : String(error));
  const details = { delivered: said(left), cause: error };
  if (notHttp.test(code)) return new SendError("protocol", `This is not HTTP: ${reason}`, details);
  if (!left) return new SendError("unreachable", `No connection: ${reason}`, details);
  return new SendError("reset", `The connection broke: ${reason}`, details);
}

function said(left: boolean): "no" | "maybe" {
  return left ? "maybe" : "no";
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
