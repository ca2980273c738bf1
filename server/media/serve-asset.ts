import { create as contentDisposition } from "content-disposition";
import type { Asset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { parseRange } from "@/lib/storage";
import { store } from "@/lib/storage/current";
import { bodyOf } from "../http/body-of";
import { exactLength } from "../http/exact-length-response";
import type { RequestLike } from "../http/request-like";

/** The headers of every file: a browser may only display it. */
export const harmless = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
};

export const downloadName = ({ id, extension }: Asset) => `nextscene-${id}.${extension}`;

/**
 * Sends an asset's bytes: all or one range; headers only for HEAD, 304 for a matching ETag. `lasting`: the URL never
 * leads to other bytes. `saveAs` makes browsers save the file under this name; files other than image, video or audio
 * are always saved.
 */
export async function serveAsset(
  request: RequestLike,
  asset: Asset,
  { lasting, saveAs }: { lasting: boolean; saveAs?: string },
): Promise<Response> {
  const etag = `"${asset.sha256}"`;
  const headers = new Headers({
    ...harmless,
    "content-type": asset.contentType,
    "accept-ranges": "bytes",
    "cache-control": lasting ? "private, max-age=86400, immutable" : "private, no-cache",
    etag,
  });
  const isShown = /^(image|video|audio)\//.test(asset.contentType);
  const name = saveAs ?? (isShown ? undefined : downloadName(asset));
  if (name) headers.set("content-disposition", contentDisposition(name));
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });

  // If `If-Range` names other bytes, a part must not be sent: the client would join it to a different file.
  const sameBytes = (request.headers.get("if-range") ?? etag) === etag;
  const range = parseRange(sameBytes ? request.headers.get("range") : null, asset.sizeBytes);
  if (range === "unsatisfiable") {
    throw new Problem("range_not_satisfiable", `The range is outside the file, which has ${asset.sizeBytes} bytes.`, {
      headers: { "content-range": `bytes */${asset.sizeBytes}` },
    });
  }
  const part = range === "full" ? undefined : range;
  headers.set(exactLength, String(part ? part.end - part.start + 1 : asset.sizeBytes));
  if (part) headers.set("content-range", `bytes ${part.start}-${part.end}/${asset.sizeBytes}`);
  const status = part ? 206 : 200;
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const opened = await store().open(asset.storageKey, part);
  if (!opened) throw new Problem("not_found", "The file has expired and was deleted.");
  const { stream } = opened;
  const close = () => void stream.destroy();
  // A caller that has gone by now never reads the body, and leaving a body that was not begun closes nothing.
  request.signal.addEventListener("abort", close, { once: true });
  if (request.signal.aborted) close();
  return new Response(bodyOf(stream), { status, headers });
}
