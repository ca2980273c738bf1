import { ref, refusals } from "../operation";

const everyOne = (name: string) => ({
  type: "object",
  required: ["object", "data", "firstId", "lastId", "hasMore"],
  properties: {
    object: { const: "list" },
    data: { type: "array", items: ref(name) },
    firstId: { type: "string" },
    lastId: { type: "string" },
    hasMore: { const: false },
  },
});

export const description = {
  "/v1/models": {
    get: {
      operationId: "listModels",
      summary: "List all models with the JSON Schema of their input",
      tags: ["description"],
      responses: {
        "200": {
          description: "All models.",
          content: { "application/json": { schema: everyOne("Model") } },
        },
        ...refusals("unauthorized", "internal"),
      },
    },
  },
  "/v1/styles": {
    get: {
      operationId: "listStyles",
      summary: "List the styles of pictures and clips",
      tags: ["description"],
      responses: {
        "200": { description: "All styles.", content: { "application/json": { schema: everyOne("Style") } } },
        ...refusals("unauthorized", "internal"),
      },
    },
  },
  "/v1/services": {
    get: {
      operationId: "listServices",
      summary: "List all services with status, queue and results of the last hour",
      tags: ["description"],
      responses: {
        "200": { description: "All services.", content: { "application/json": { schema: everyOne("Service") } } },
        ...refusals("unauthorized", "internal"),
      },
    },
  },
  "/v1/openapi.json": {
    get: {
      operationId: "describe",
      summary: "Get this OpenAPI document",
      tags: ["description"],
      security: [],
      responses: {
        "200": { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } },
      },
    },
  },
};
