import { json, query, refusals } from "../operation";

const day = { type: "string", format: "date" };

export const usage = {
  "/v1/usage": {
    get: {
      operationId: "listUsage",
      summary: "List usage per day and key: jobs, estimated cost and charges",
      description:
        "Days are in UTC. A user key sees its own usage, an admin key that of all keys. Deleting jobs does not change usage.",
      tags: ["keys"],
      parameters: [
        query("from", day, "First day. Default: 29 days before `to`."),
        query("to", day, "Last day. Default: today."),
        query("keyId", { type: "string" }, "Only usage of this key; for admin keys."),
        query("limit", { type: "integer", minimum: 1, maximum: 1000, default: 100 }, "Page size."),
        query("after", { type: "string" }, "Cursor: the `lastId` of the previous page."),
      ],
      responses: {
        "200": json("UsageList", "A page of days, newest first."),
        ...refusals("invalid_request", "unauthorized", "internal"),
      },
    },
  },
};
