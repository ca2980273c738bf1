import { ofJob } from "../operation";

const podCancelled = {
  description: "It is being cancelled.",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["status", "job_id"],
        properties: { status: { const: "cancelled" }, job_id: { type: "string" } },
      },
    },
  },
};

/** Cancel in the words of the pods: a Nextscene is itself a pod. */
export const pod = {
  "/cancel/{id}": { post: ofJob("cancelAsPod", "Cancel, in the words of the pods", { "200": podCancelled }) },
  "/v1/cancel/{id}": { post: ofJob("cancelAsPodV1", "Cancel, in the words of the pods", { "200": podCancelled }) },
};
