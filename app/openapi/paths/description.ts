import { ref, refusals } from "../part";

export const description = {
  "/v1/models": {
    get: {
      operationId: "listModels",
      summary: "List every model with the JSON Schema of what it takes",
      tags: ["description"],
      responses: {
        "200": {
          description: "All models.",
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["object", "data"],
                properties: { object: { const: "list" }, data: { type: "array", items: ref("Model") } },
              },
            },
          },
        },
        ...refusals("unauthorized", "internal"),
      },
    },
  },
  "/v1/openapi.json": {
    get: {
      operationId: "describe",
      summary: "This description",
      tags: ["description"],
      security: [],
      responses: {
        "200": { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } },
      },
    },
  },
};
