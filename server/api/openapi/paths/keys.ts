import { json, query, ref, refusals } from "../operation";

const keyId = { name: "id", in: "path", required: true, schema: { type: "string" } };
const taking = (name: string, required = true) => ({
  required,
  content: { "application/json": { schema: ref(name) } },
});
const ofKeys = refusals("unauthorized", "forbidden", "internal");
const ofKey = refusals("unauthorized", "forbidden", "not_found", "internal");
const ofBody = refusals("invalid_request", "invalid_json", "payload_too_large", "unsupported_media_type");

/** Routes for admin keys, except that every key may read itself. */
export const keys = {
  "/v1/keys": {
    get: {
      operationId: "listKeys",
      summary: "List API keys, newest first, including revoked keys",
      tags: ["keys"],
      parameters: [
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "Page size."),
        query("after", { type: "string" }, "Cursor: the `lastId` of the previous page."),
      ],
      responses: { "200": json("KeyList", "A page of keys."), ...refusals("invalid_request"), ...ofKeys },
    },
    post: {
      operationId: "createKey",
      summary: "Create an API key; the key is shown only once",
      tags: ["keys"],
      requestBody: taking("CreateKey"),
      responses: { "201": json("NewKey", "The key object, including the key itself."), ...ofBody, ...ofKeys },
    },
  },
  "/v1/keys/self": {
    get: {
      operationId: "getOwnKey",
      summary: "Get the key of this request; works for every role",
      tags: ["keys"],
      responses: { "200": json("Key", "The key."), ...refusals("unauthorized", "internal") },
    },
  },
  "/v1/keys/{id}": {
    get: {
      operationId: "getKey",
      summary: "Get a key",
      tags: ["keys"],
      parameters: [keyId],
      responses: { "200": json("Key", "The key."), ...ofKey },
    },
    patch: {
      operationId: "changeKey",
      summary: "Change a key's name or limits",
      tags: ["keys"],
      parameters: [keyId],
      requestBody: taking("ChangeKey"),
      responses: { "200": json("Key", "The updated key."), ...ofBody, ...ofKey },
    },
    delete: {
      operationId: "revokeKey",
      summary: "Revoke a key; its jobs continue; safe to repeat",
      tags: ["keys"],
      parameters: [keyId],
      responses: { "204": { description: "The key is revoked." }, ...ofKey },
    },
  },
  "/v1/keys/{id}/rotate": {
    post: {
      operationId: "rotateKey",
      summary: "Replace a key; the previous one stops at once or after a grace period",
      tags: ["keys"],
      parameters: [keyId],
      requestBody: taking("RotateKey", false),
      responses: {
        "200": json("NewKey", "The key object, including the new key."),
        ...ofBody,
        ...ofKey,
        ...refusals("conflict"),
      },
    },
  },
};
