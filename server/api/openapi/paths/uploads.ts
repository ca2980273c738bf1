import { allFileTypes, namesOf } from "@/lib/media/file-types";
import { mediaTypes } from "@/lib/schemas/job";
import { jobId, json, query, ref, refusals } from "../operation";

const binary = { type: "string", format: "binary" };
const usedAs = query(
  "type",
  { enum: mediaTypes },
  "What the file will be used as; a file of another type is refused. Needed for a GIF that should stay one: `file`. Without it, a GIF becomes a video or, when it does not move, a picture.",
);

export const uploads = {
  "/v1/uploads": {
    post: {
      operationId: "upload",
      summary: "Upload a file to use as `asset:<id>`",
      description: `The type is read from the bytes. Besides images, videos and sounds: ${namesOf(allFileTypes)}.`,
      tags: ["media"],
      parameters: [
        usedAs,
        query("name", { type: "string", maxLength: 120 }, "The file's name, by which the library shows and finds it."),
      ],
      requestBody: {
        required: true,
        content: {
          "image/*": { schema: binary },
          "video/*": { schema: binary },
          "audio/*": { schema: binary },
          ...Object.fromEntries(
            allFileTypes.filter((type) => !type.startsWith("image/")).map((type) => [type, { schema: binary }]),
          ),
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
      parameters: [jobId, usedAs],
      responses: {
        "201": json("Output", "The asset."),
        "200": json("Output", "An asset with the same content already exists."),
        ...refusals(
          "invalid_request",
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
