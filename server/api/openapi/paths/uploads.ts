import { jobId, json, ref, refusals } from "../operation";

export const uploads = {
  "/v1/uploads": {
    post: {
      operationId: "upload",
      summary: "Upload a file to use as `asset:<id>`",
      tags: ["media"],
      requestBody: {
        required: true,
        content: {
          "image/*": { schema: { type: "string", format: "binary" } },
          "video/*": { schema: { type: "string", format: "binary" } },
          "audio/*": { schema: { type: "string", format: "binary" } },
          "multipart/form-data": {
            schema: { type: "object", properties: { file: { type: "string", format: "binary" } } },
          },
        },
      },
      responses: {
        "201": json("Output", "The asset."),
        "200": json("Output", "The same bytes were there already."),
        ...refusals(
          "invalid_request",
          "invalid_media",
          "length_mismatch",
          "unauthorized",
          "payload_too_large",
          "storage_full",
          "rate_limited",
          "internal",
        ),
      },
    },
  },
  "/v1/uploads/presign": {
    post: {
      operationId: "presignUpload",
      summary: "Get an address that takes a file straight into the bucket",
      description:
        "PUT the bytes to `uploadUrl` with `headers`, then POST to `completeUrl`. 409 where the media are kept on the server's disk: use `POST /v1/uploads` there.",
      tags: ["media"],
      requestBody: { required: true, content: { "application/json": { schema: ref("PresignUpload") } } },
      responses: {
        "201": json("DirectUpload", "Where the file goes."),
        ...refusals(
          "invalid_request",
          "invalid_json",
          "unauthorized",
          "conflict",
          "payload_too_large",
          "unsupported_media_type",
          "storage_full",
          "rate_limited",
          "internal",
        ),
      },
    },
  },
  "/v1/uploads/{id}/complete": {
    post: {
      operationId: "completeUpload",
      summary: "Take in a file that was put into the bucket",
      description: "The file is read and checked as any other upload. Doing it again gives the same asset.",
      tags: ["media"],
      parameters: [jobId],
      responses: {
        "201": json("Output", "The asset."),
        "200": json("Output", "The same bytes were there already."),
        ...refusals(
          "invalid_media",
          "unauthorized",
          "not_found",
          "payload_too_large",
          "storage_full",
          "rate_limited",
          "internal",
        ),
      },
    },
  },
};
