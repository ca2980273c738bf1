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
        "200": json("Output", "An asset with the same content already exists."),
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
      summary: "Get a URL to upload a file directly to the bucket",
      description:
        "PUT the file to `uploadUrl` with `headers`, then POST to `completeUrl`. Returns 409 if the server stores media on disk: use `POST /v1/uploads` instead.",
      tags: ["media"],
      requestBody: { required: true, content: { "application/json": { schema: ref("PresignUpload") } } },
      responses: {
        "201": json("DirectUpload", "Where to upload the file."),
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
      summary: "Complete a direct upload",
      description: "Checks the file like any other upload. Repeating the request returns the same asset.",
      tags: ["media"],
      parameters: [jobId],
      responses: {
        "201": json("Output", "The asset."),
        "200": json("Output", "An asset with the same content already exists."),
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
