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
        "The last video of the job's result; while a step is made again, of the result so far. 409 while there is none yet, 404 when the result has no video. Takes `Range`, `If-Range` and `If-None-Match`.",
      parameters: [jobId, query("download", { type: "string" }, "Given, whatever it is: browsers save it as a file.")],
    },
    {
      "200": binary("video/*", "The whole file."),
      "206": binary("video/*", "The part that `Range` asks for."),
      "304": { description: "The caller has it already." },
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
          "Seconds into the video; its length is its last frame.",
        ),
        query("width", { type: "integer", minimum: 16, maximum: 1920, default: 640 }, "Pixels; never enlarged."),
        query("step", { type: "string" }, "Of this step's output instead of the job's result."),
      ],
    },
    {
      "200": binary("image/jpeg", "The still."),
      "304": { description: "The caller has it already." },
      ...refusals("invalid_request", "invalid_media", "unavailable"),
    },
  );

const archive = (operationId: string, summary: string) =>
  ofMedia(operationId, summary, {}, { "200": binary("application/zip", "Stored, not deflated; ZIP64 when large.") });

export const media = {
  "/v1/jobs/{id}/video": {
    get: video("getVideo", "The video that a job made"),
    head: video("headVideo", "The headers of the video that a job made"),
  },
  "/v1/jobs/{id}/video/metadata": {
    get: ofMedia(
      "getVideoMetadata",
      "What the video that a job made is like",
      {},
      {
        "200": json("VideoMetadata", "Measured from the file itself."),
      },
    ),
  },
  "/v1/jobs/{id}/thumbnail": {
    get: thumbnail("getThumbnail", "A still of a job's result, or of a step's"),
    head: thumbnail("headThumbnail", "The headers of a still"),
  },
  "/v1/jobs/{id}/archive.zip": {
    get: archive(
      "getArchive",
      "Every file of a job that has ended or waits for a review, other takes too, with `manifest.json`: how each came to be",
    ),
    head: archive("headArchive", "The headers of the archive"),
  },
};
