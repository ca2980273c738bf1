import type { ErrorCode } from "@/lib/errors";
import { allFileTypes, namesOf } from "@/lib/media/file-types";
import { directUploadSchema, outputSchema } from "@/lib/schemas/job";
import { beginDirect, completeDirect, directRequest } from "../../media/direct-upload";
import { receiveUpload, uploadQuery } from "../../media/receive-upload";
import { defineRoute } from "../route";
import { presentAsset } from "../serializers/asset";

const schema = { type: "string", format: "binary" };
const notImages = allFileTypes.filter((type) => !type.startsWith("image/"));
const responses = {
  201: [outputSchema, "The asset."],
  200: [outputSchema, "An asset with the same content already exists."],
} as const;
const errors = ["invalid_media", "payload_too_large", "storage_full"] as const satisfies ErrorCode[];

export const upload = defineRoute({
  method: "POST",
  path: "/v1/uploads",
  access: "key",
  limit: "upload",
  operationId: "upload",
  tag: "media",
  summary: "Upload a file to use as `asset:<id>`",
  zh: "上传文件，以 `asset:<id>` 使用",
  description: `The type is read from the bytes. Besides images, videos and sounds: ${namesOf(allFileTypes)}.`,
  query: uploadQuery,
  body: {
    content: {
      "image/*": { schema },
      "video/*": { schema },
      "audio/*": { schema },
      ...Object.fromEntries(notImages.map((type) => [type, { schema }])),
      "multipart/form-data": { schema: { type: "object", properties: { file: schema } } },
    },
  },
  responses,
  errors: [...errors, "length_mismatch"],
  long: true,
  handler: async ({ request, query: { type, name }, key }) => {
    const { asset, isNew } = await receiveUpload(request, key.id, { expected: type && { type }, name });
    return [isNew ? 201 : 200, presentAsset(asset)];
  },
});

export const presignUpload = defineRoute({
  method: "POST",
  path: "/v1/uploads/presign",
  access: "key",
  limit: "upload",
  operationId: "presignUpload",
  tag: "media",
  summary: "Get a URL to upload a file directly to the bucket",
  zh: "获取把文件直接上传到存储桶的 URL",
  description:
    "PUT the file to `uploadUrl` with `headers`, then POST to `completeUrl`. Returns 409 if the server stores media on disk: use `POST /v1/uploads` instead.",
  body: directRequest,
  examples: [{ contentType: "video/mp4", sizeBytes: 1_048_576 }],
  responses: { 201: [directUploadSchema, "Where to upload the file."] },
  errors: ["conflict", "storage_full"],
  handler: async ({ body, key }) => [201, await beginDirect(body, key.id)],
});

export const completeUpload = defineRoute({
  method: "POST",
  path: "/v1/uploads/{id}/complete",
  access: "key",
  limit: "upload",
  operationId: "completeUpload",
  tag: "media",
  summary: "Complete a direct upload",
  zh: "完成直接上传",
  description: "Checks the file like any other upload. Repeating the request returns the same asset.",
  query: uploadQuery.pick({ type: true }),
  responses,
  errors: [...errors, "not_found"],
  handler: async ({ request, params, query: { type }, key }) => {
    const wanted = { id: params.id, keyId: key.id, expected: type && { type } };
    const { asset, isNew } = await completeDirect(wanted, request.signal);
    return [isNew ? 201 : 200, presentAsset(asset)];
  },
});
