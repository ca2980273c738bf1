import { json, query, ref, refusals } from "../operation";

const keyId = { name: "id", in: "path", required: true, schema: { type: "string" } };
const taking = (name: string, required = true) => ({
  required,
  content: { "application/json": { schema: ref(name) } },
});
const ofKeys = refusals("unauthorized", "forbidden", "internal");
const ofKey = refusals("unauthorized", "forbidden", "not_found", "internal");
const ofBody = refusals("invalid_request", "invalid_json", "payload_too_large", "unsupported_media_type");

/** For keys of the role admin, but for the key's look at itself. */
export const keys = {
  "/v1/keys": {
    get: {
      operationId: "listKeys",
      summary: "List API keys, newest first; revoked ones too",
      tags: ["keys"],
      parameters: [
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "How many."),
        query("after", { type: "string" }, "Go on after this key: the `lastId` of the page before."),
      ],
      responses: { "200": json("KeyList", "A page of keys."), ...refusals("invalid_request"), ...ofKeys },
    },
    post: {
      operationId: "createKey",
      summary: "Create an API key; its text is shown this once",
      tags: ["keys"],
      requestBody: taking("CreateKey"),
      responses: { "201": json("NewKey", "The key, with its text."), ...ofBody, ...ofKeys },
    },
  },
  "/v1/keys/self": {
    get: {
      operationId: "getOwnKey",
      summary: "Look at the key that asks, of any role",
      tags: ["keys"],
      responses: { "200": json("Key", "The key."), ...refusals("unauthorized", "internal") },
    },
  },
  "/v1/keys/{id}": {
    get: {
      operationId: "getKey",
      summary: "Look at a key",
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
      responses: { "200": json("Key", "The key as it is now."), ...ofBody, ...ofKey },
    },
    delete: {
      operationId: "revokeKey",
      summary: "Revoke a key: it works no more, its jobs go on; repeating it changes nothing",
      tags: ["keys"],
      parameters: [keyId],
      responses: { "204": { description: "It is revoked." }, ...ofKey },
    },
  },
  "/v1/keys/{id}/rotate": {
    post: {
      operationId: "rotateKey",
      summary: "Give a key another text at once; the one before ends now or after a time of grace",
      tags: ["keys"],
      parameters: [keyId],
      requestBody: taking("RotateKey", false),
      responses: { "200": json("NewKey", "The key, with its new text."), ...ofBody, ...ofKey, ...refusals("conflict") },
    },
  },
};
