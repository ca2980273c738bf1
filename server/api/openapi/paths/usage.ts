import { json, query, refusals } from "../operation";

const day = { type: "string", format: "date" };

export const usage = {
  "/v1/usage": {
    get: {
      operationId: "listUsage",
      summary: "What was used per day and key: jobs, what they were expected to cost, and what was charged",
      description: "Days are of UTC. A user key sees its own, an admin key everybody's. Stays when jobs are deleted.",
      tags: ["keys"],
      parameters: [
        query("from", day, "The first day; 29 before `to` when left out."),
        query("to", day, "The last day; today when left out."),
        query("keyId", { type: "string" }, "Only this key, for admin keys."),
        query("limit", { type: "integer", minimum: 1, maximum: 1000, default: 100 }, "How many."),
        query("after", { type: "string" }, "Go on after this one: the `lastId` of the page before."),
      ],
      responses: {
        "200": json("UsageList", "A page of days, newest first."),
        ...refusals("invalid_request", "unauthorized", "internal"),
      },
    },
  },
};
