import { json, ref, refusals } from "../part";

export const generate = {
  "/v1/generate": {
    post: {
      operationId: "generate",
      summary: "Start a job",
      description:
        "`options` are those of the model: see `GET /v1/models` and the schemas named `input.<model>`. Nothing is stored when it is refused.",
      tags: ["jobs"],
      parameters: [
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          schema: { type: "string", maxLength: 255 },
          description: "The same key and body within 24 hours give the same job.",
        },
      ],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: ref("Generate"),
            examples: {
              "next-scene": {
                value: {
                  model: "next-scene",
                  input: [{ type: "image", url: "https://example.com/picture.jpg" }],
                  options: { prompt: "The fog lifts and a boat appears." },
                  webhookUrl: "https://example.com/hooks/nextscene",
                },
              },
            },
          },
        },
      },
      responses: {
        "202": {
          ...json("Job", "The job, stored and queued."),
          headers: { Location: { schema: { type: "string" }, description: "Where the job is." } },
        },
        ...refusals(
          "invalid_request",
          "invalid_json",
          "unknown_model",
          "invalid_media",
          "unreachable_url",
          "unauthorized",
          "payload_too_large",
          "unsupported_media_type",
          "idempotency_mismatch",
          "internal",
        ),
      },
    },
  },
};
