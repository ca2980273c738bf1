import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import type { BrotliCompress, Gzip } from "node:zlib";
import { encoderOf, encodingFor, isCompressible } from "./content-encoding";
import { ExactLengthResponse, exactLength } from "./exact-length-response";

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Compresses texts, JSON and scripts as they are written, for clients that accept it. A file of exact length is sent as
 * it is: its length tells the client whether it has all of it.
 */
export class CompressedResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ExactLengthResponse<Request> {
  #encoder: BrotliCompress | Gzip | undefined;
  /** The encoded parts of a body that was given at once. */
  #whole: Buffer[] | undefined;
  #isDecided = false;
  #hasWritten = false;

  override setHeader(name: string, value: number | string | readonly string[]): this {
    if (name.toLowerCase() === exactLength) this.#isDecided = true;
    return super.setHeader(name, value);
  }

  override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    const given = typeof reason === "object" ? reason : headers;
    if (Array.isArray(given)) this.#isDecided = true;
    else for (const [name, value] of Object.entries(given ?? {})) if (value !== undefined) this.setHeader(name, value);
    this.#decide(status);
    const list = Array.isArray(given) ? given : undefined;
    return typeof reason === "string" ? super.writeHead(status, reason, list) : super.writeHead(status, list);
  }

  /** Called once, when all headers are known. */
  #decide(status: number): void {
    if (this.#isDecided) return;
    this.#isDecided = true;
    const header = (name: string) => String(this.getHeader(name) ?? "");
    if (!isCompressible({ status, header })) return;
    this.appendHeader("vary", "Accept-Encoding");
    const encoding = encodingFor(String(this.req.headers["accept-encoding"] ?? ""));
    if (!encoding) return;
    this.removeHeader("content-length");
    this.setHeader("content-encoding", encoding);
    if (this.req.method === "HEAD") return;
    const encoder = encoderOf(encoding);
    this.#encoder = encoder;
    encoder.on("data", (bytes: Buffer) => {
      if (this.#whole) this.#whole.push(bytes);
      else if (!super.write(bytes)) encoder.pause();
    });
    encoder.once("end", () => super.end(this.#whole && Buffer.concat(this.#whole)));
    encoder.once("error", () => this.destroy());
    encoder.on("drain", () => this.emit("drain"));
    this.on("drain", () => encoder.resume());
    this.once("close", () => encoder.destroy());
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    this.#hasWritten = true;
    if (!this.headersSent) this.writeHead(this.statusCode);
    const { encoding, done } = optionsOf(rest);
    return this.#encoder ? this.#encoder.write(chunk, encoding, done) : super.write(chunk, encoding, done);
  }

  override end(...given: unknown[]): this {
    const [chunk, ...rest] = typeof given[0] === "function" ? [undefined, ...given] : given;
    const { encoding, done } = optionsOf(rest);
    if (!this.headersSent && (typeof chunk === "string" || chunk instanceof Uint8Array)) {
      if (!this.hasHeader("content-length")) this.setHeader("content-length", Buffer.byteLength(chunk));
      this.#decide(this.statusCode);
    }
    if (!this.#encoder) return super.end(chunk, encoding, done);
    // A whole body leaves with its head and its end: a process that dies has answered, or has not.
    if (!this.#hasWritten && chunk !== undefined) this.#whole = [];
    if (!this.headersSent) this.writeHead(this.statusCode);
    if (done) this.once("finish", done);
    this.#encoder.end(chunk, encoding);
    return this;
  }

  /** Next calls it after each part of a page, so that a browser can draw what is there. */
  flush(): void {
    this.#encoder?.flush();
  }
}

/** The encoding and the callback of `write` and `end`; both may be missing. */
function optionsOf(rest: unknown[]): { encoding: BufferEncoding; done?: () => void } {
  const [name] = rest;
  const encoding = typeof name === "string" && Buffer.isEncoding(name) ? name : "utf8";
  const done = rest.find((one) => typeof one === "function");
  return { encoding, done: done && (() => void Reflect.apply(done, undefined, [])) };
}
