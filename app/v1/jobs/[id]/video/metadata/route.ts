import type { VideoMetadata } from "@/lib/schemas/job";
import { aVideo, mediaOf } from "@/server/api/job-media";
import { ownJob } from "@/server/api/own-job";
import { defineRoute } from "@/server/api/route";

export const GET = defineRoute("key", async (visit) => {
  const { durationMs, width, height, fpsMilli, codec, sizeBytes } = await mediaOf(await ownJob(visit), aVideo);
  const duration = (durationMs ?? 0) / 1000;
  const metadata: VideoMetadata = {
    duration,
    width,
    height,
    fps: fpsMilli === null ? null : fpsMilli / 1000,
    codec,
    bitrate: duration > 0 ? Math.round((sizeBytes * 8) / duration) : null,
    fileSize: sizeBytes,
  };
  return Response.json(metadata);
});
