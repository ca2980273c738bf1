import { Readable } from "node:stream";
import { create as contentDisposition } from "content-disposition";
import type { Visit } from "@/app/door";
import { exactLength } from "@/app/exact-length";
import { findAsset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { secret } from "@/lib/file-url";
import { parseRange, verifyFile } from "@/lib/storage";
import { store } from "@/lib/store";

/** Serves an asset's bytes to whoever holds its signed address: whole or one range, or with HEAD the headers alone. */
export async function serveFile({ request, url, params }: Visit): Promise<Response> {
  const id = /^([0-9a-f-]{36})\.[a-z0-9]{1,5}$/.exec(params.name ?? "")?.[1];
  const expires = Number(url.searchParams.get("expires"));
  const signature = url.searchParams.get("signature") ?? "";
  const asset = id && verifyFile({ id, expires, signature, secret: secret() }) ? await findAsset(id) : undefined;
  if (!asset)
    throw new Problem("not_found", "This address is wrong or has expired. Ask for the job again to get a new one.");

  const range = parseRange(request.headers.get("range"), asset.sizeBytes);
  const headers = new Headers({
    "content-type": asset.contentType,
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "private, max-age=86400, immutable",
    etag: `"${asset.sha256}"`,
  });
  if (url.searchParams.has("download")) {
    headers.set("content-disposition", contentDisposition(`nextscene-${asset.id}.${asset.extension}`));
  }
  if (range === "unsatisfiable") {
    throw new Problem("range_not_satisfiable", `The file has ${asset.sizeBytes} bytes.`, {
      headers: { "content-range": `bytes */${asset.sizeBytes}` },
    });
  }
  const part = range === "full" ? undefined : range;
  headers.set(exactLength, String(part ? part.end - part.start + 1 : asset.sizeBytes));
  if (part) headers.set("content-range", `bytes ${part.start}-${part.end}/${asset.sizeBytes}`);
  const status = part ? 206 : 200;
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const opened = await store().open(asset.storageKey, part);
  if (!opened) throw new Problem("not_found", "The file is gone: it was kept as long as was set.");
  return new Response(Readable.toWeb(opened.stream) as ReadableStream, { status, headers });
}
