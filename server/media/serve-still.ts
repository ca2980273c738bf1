import { createHash } from "node:crypto";
import type { Asset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { exactLength } from "../http/exact-length-response";
import type { RequestLike } from "../http/request-like";
import { harmless } from "./serve-asset";
import { stillOf } from "./still";

/** Not stored: browsers cache it by its ETag, and creating it takes a fraction of a second. */
export async function serveStill(
  request: RequestLike,
  asset: Asset,
  { time, width }: { time: number; width: number },
): Promise<Response> {
  const at = within(asset, time);
  const etag = `"${createHash("sha256").update(`${asset.sha256} ${at} ${width}`).digest("hex").slice(0, 32)}"`;
  const headers = new Headers({
    ...harmless,
    "content-type": "image/jpeg",
    "cache-control": "private, no-cache",
    etag,
  });
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  const jpeg = await stillOf(asset, { at, width, signal: request.signal });
  headers.set(exactLength, String(jpeg.length));
  return new Response(request.method === "HEAD" ? null : new Uint8Array(jpeg), { headers });
}

/** Limits a time in seconds to the file; its end means the last frame. */
function within({ durationMs, fpsMilli }: Asset, time: number): number {
  const duration = (durationMs ?? 0) / 1000;
  if (time > duration) {
    const detail =
      durationMs === null ? "The file is a picture: omit `time`." : `The video is only ${duration} s long.`;
    throw new Problem("invalid_request", `?time: ${detail}`, { errors: [{ pointer: "?time", detail }] });
  }
  const frame = fpsMilli ? 1000 / fpsMilli : 0.04;
  return Math.max(0, Math.min(time, duration - frame));
}
