import { createBrotliCompress, createGzip, constants as zlib } from "node:zlib";

/** Which answers are compressed, and how. */

const compressible =
  /^(text\/(?!event-stream)|application\/(json|javascript|manifest\+json|[\w.-]+\+json)|image\/svg\+xml)/;
/** A shorter answer fits into one packet. */
const fewBytes = 1024;

type Answer = { status: number; header: (name: string) => string };

/** Whether an answer becomes smaller. A stream of events is sent as it comes. */
export function isCompressible({ status, header }: Answer): boolean {
  if (status < 200 || status === 204 || status === 206 || status === 304) return false;
  if (header("content-encoding") || /\bno-transform\b/.test(header("cache-control"))) return false;
  const length = header("content-length");
  return compressible.test(header("content-type")) && (length === "" || Number(length) >= fewBytes);
}

/** The encoding for a client that accepts these, the smaller one first; null for none. */
export function encodingFor(accepted: string): "br" | "gzip" | null {
  const names = new Set(
    accepted.split(",").flatMap((one) => {
      const [name = "", ...rest] = one.toLowerCase().split(";");
      return rest.some((part) => /^\s*q=0(\.0*)?\s*$/.test(part)) ? [] : [name.trim()];
    }),
  );
  return names.has("br") ? "br" : names.has("gzip") ? "gzip" : null;
}

export const encoderOf = (encoding: "br" | "gzip") =>
  encoding === "br"
    ? createBrotliCompress({ params: { [zlib.BROTLI_PARAM_QUALITY]: 5, [zlib.BROTLI_PARAM_LGWIN]: 18 } })
    : createGzip();
