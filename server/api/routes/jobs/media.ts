import { z } from "zod";
import type { Asset } from "@/db/assets";
import { videoMetadataSchema } from "@/lib/schemas/job";
import { jobArchive } from "../../../media/job-archive";
import { nameOfJob } from "../../../media/name-of-job";
import { serveAsset } from "../../../media/serve-asset";
import { serveStill } from "../../../media/serve-still";
import { aPicture, aVideo, mediaOf } from "../../job-media";
import { ownJob } from "../../own-job";
import { defineRoute } from "../../route";

/** The files of a job's result. Those of others are 409 until there is a result. */

const binary = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: { type: "string", format: "binary" } } },
});

/**
 * Streams instead of a redirect: each of a player's many range requests would be two, and a client that follows a
 * redirect may send its key to the target.
 */
export const getVideo = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/video",
  access: "key",
  operationId: "getVideo",
  tag: "media",
  summary: "Get the video of a job",
  zh: "获取任务的视频",
  head: { operationId: "headVideo", summary: "Get the headers of the video", zh: "获取视频的响应头" },
  description:
    "Returns the last video of the job's result; while a step is retaken, the last video of the previous result. 409 until there is a result, 404 if the result has no video. Supports `Range`, `If-Range` and `If-None-Match`.",
  query: z.object({
    download: z.string().optional().meta({
      description: "If present with any value, browsers save the video as a file.",
    }),
  }),
  responses: {
    200: binary("video/*", "The whole file."),
    206: binary("video/*", "The requested range."),
    304: "Not modified.",
  },
  errors: ["conflict", "range_not_satisfiable"],
  resource: ownJob,
  handler: async ({ request, query, resource: job }) => {
    const asset = await mediaOf(job, aVideo);
    const saveAs = query.download === undefined ? undefined : `${nameOfJob(job)}.${asset.extension}`;
    return serveAsset(request, asset, { lasting: false, saveAs });
  },
});

export const getVideoMetadata = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/video/metadata",
  access: "key",
  operationId: "getVideoMetadata",
  tag: "media",
  summary: "Get duration, size and format of the video",
  zh: "获取视频的时长、尺寸和格式",
  responses: { 200: [videoMetadataSchema, "Metadata read from the file."] },
  errors: ["conflict"],
  resource: ownJob,
  handler: async ({ resource }) => [200, metadataOf(await mediaOf(resource, aVideo))],
});

function metadataOf({ durationMs, width, height, fpsMilli, codec, sizeBytes }: Asset) {
  const duration = (durationMs ?? 0) / 1000;
  const fps = fpsMilli === null ? null : fpsMilli / 1000;
  const bitrate = duration > 0 ? Math.round((sizeBytes * 8) / duration) : null;
  return { duration, width, height, fps, codec, bitrate, fileSize: sizeBytes };
}

export const getThumbnail = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/thumbnail",
  access: "key",
  operationId: "getThumbnail",
  tag: "media",
  summary: "Get a still frame of a job's or step's result",
  zh: "获取任务或步骤结果的静帧",
  head: { operationId: "headThumbnail", summary: "Get the headers of the still frame", zh: "获取静帧的响应头" },
  query: z.strictObject({
    time: z.coerce.number().min(0).default(0).meta({
      description: "Position in seconds; the video's duration gives the last frame.",
    }),
    width: z.coerce.number().int().min(16).max(1920).default(640).meta({
      description: "Width in pixels; images are never enlarged.",
    }),
    step: z.string().max(200).optional().meta({
      description: "Use the output of this step instead of the job's result.",
    }),
  }),
  responses: { 200: binary("image/jpeg", "The image."), 304: "Not modified." },
  errors: ["conflict", "invalid_media"],
  resource: ownJob,
  handler: async ({ request, query: { step, ...wanted }, resource }) =>
    serveStill(request, await mediaOf(resource, aPicture, step), wanted),
});

export const getArchive = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/archive.zip",
  access: "key",
  operationId: "getArchive",
  tag: "media",
  summary:
    "Download all files of an ended or paused job, including all takes, with a `manifest.json` that describes how each was made",
  zh: "下载已结束或已暂停任务的全部文件，包括所有版本；`manifest.json` 说明每个文件如何制作",
  head: { operationId: "headArchive", summary: "Get the headers of the archive", zh: "获取压缩包的响应头" },
  responses: { 200: binary("application/zip", "A ZIP file without compression; ZIP64 when large.") },
  errors: ["conflict"],
  resource: ownJob,
  handler: async ({ request, resource }) => jobArchive(request, resource),
});
