import { jobId, json, query, refusals } from "../operation";

const binary = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: { type: "string", format: "binary" } } },
});
const ofMedia = (operationId: string, summary: string, rest: Record<string, unknown>, responses: object) => ({
  operationId,
  summary,
  tags: ["media"],
  parameters: [jobId],
  ...rest,
  responses: { ...responses, ...refusals("unauthorized", "not_found", "conflict", "internal") },
});

const video = (operationId: string, summary: string) =>
  ofMedia(
    operationId,
    summary,
    {
      description:
        "Returns the last video of the job's result; while a step is retaken, the last video of the previous result. 409 until there is a result, 404 if the result has no video. Supports `Range`, `If-Range` and `If-None-Match`.",
      parameters: [
        jobId,
        query("download", { type: "string" }, "If present with any value, browsers save the video as a file."),
      ],
    },
    {
      "200": binary("video/*", "The whole file."),
      "206": binary("video/*", "The requested range."),
      "304": { description: "Not modified." },
      ...refusals("range_not_satisfiable"),
    },
  );

const thumbnail = (operationId: string, summary: string) =>
  ofMedia(
    operationId,
    summary,
    {
      parameters: [
        jobId,
        query(
          "time",
          { type: "number", minimum: 0, default: 0 },
          "Position in seconds; the video's duration gives the last frame.",
        ),
        query(
          "width",
          { type: "integer", minimum: 16, maximum: 1920, default: 640 },
          "Width in pixels; images are never enlarged.",
        ),
        query("step", { type: "string" }, "Use the output of this step instead of the job's result."),
      ],
    },
    {
      "200": binary("image/jpeg", "The image."),
      "304": { description: "Not modified." },
      ...refusals("invalid_request", "invalid_media", "unavailable"),
    },
  );

const archive = (operationId: string, summary: string) =>
  ofMedia(
    operationId,
    summary,
    {},
    { "200": binary("application/zip", "A ZIP file without compression; ZIP64 when large.") },
  );

export const media = {
  "/v1/jobs/{id}/video": {
    get: video("getVideo", "Get the video of a job"),
    head: video("headVideo", "Get the headers of the video"),
  },
  "/v1/jobs/{id}/video/metadata": {
    get: ofMedia(
      "getVideoMetadata",
      "Get duration, size and format of the video",
      {},
      {
        "200": json("VideoMetadata", "Metadata read from the file."),
      },
    ),
  },
  "/v1/jobs/{id}/thumbnail": {
    get: thumbnail("getThumbnail", "Get a still frame of a job's or step's result"),
    head: thumbnail("headThumbnail", "Get the headers of the still frame"),
  },
  "/v1/jobs/{id}/archive.zip": {
    get: archive(
      "getArchive",
      "Download all files of an ended or paused job, including all takes, with a `manifest.json` that describes how each was made",
    ),
    head: archive("headArchive", "Get the headers of the archive"),
  },
};
