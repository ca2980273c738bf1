import { createHash } from "node:crypto";
import { z } from "zod";
import type { Asset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { aPicture, mediaOf } from "@/server/api/job-media";
import { ownJob } from "@/server/api/own-job";
import { readQuery } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { exactLength } from "@/server/http/exact-length-response";
import { harmless } from "@/server/media/serve-asset";
import { stillOf } from "@/server/media/still";

const query = z.strictObject({
  time: z.coerce.number().min(0).default(0),
  width: z.coerce.number().int().min(16).max(1920).default(640),
  step: z.string().max(200).optional(),
});

/** Not stored: browsers cache it by its ETag, and creating it takes a fraction of a second. */
async function still(visit: RequestContext): Promise<Response> {
  const { time, width, step } = readQuery(query, visit.url);
  const asset = await mediaOf(await ownJob(visit), aPicture, step);
  const at = within(asset, time);
  const etag = `"${createHash("sha256").update(`${asset.sha256} ${at} ${width}`).digest("hex").slice(0, 32)}"`;
  const headers = new Headers({
    ...harmless,
    "content-type": "image/jpeg",
    "cache-control": "private, no-cache",
    etag,
  });
  if (visit.request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  const jpeg = await stillOf(asset, { at, width, signal: visit.request.signal });
  headers.set(exactLength, String(jpeg.length));
  return new Response(visit.request.method === "HEAD" ? null : new Uint8Array(jpeg), { headers });
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

export const GET = defineRoute("key", still);
export const HEAD = defineRoute("key", still);
