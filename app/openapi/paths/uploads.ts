import { json, refusals } from "../part";

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
          "internal",
        ),
      },
    },
  },
};
