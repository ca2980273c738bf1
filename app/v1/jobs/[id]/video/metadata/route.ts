import { door } from "@/app/door";
import { mediaOf } from "@/app/v1/jobs/job-media";
import { ownJob } from "@/app/v1/jobs/own-job";
import type { VideoMetadata } from "@/lib/job";

export const GET = door("key", async (visit) => {
  const { durationMs, width, height, fpsMilli, codec, sizeBytes } = await mediaOf(await ownJob(visit), ["video"]);
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
