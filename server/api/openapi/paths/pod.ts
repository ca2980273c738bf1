import { ofJob } from "../operation";

const podCancelled = {
  description: "The job is being cancelled.",
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

/** The pods' API for cancelling: a Nextscene server can itself act as a pod. */
export const pod = {
  "/cancel/{id}": { post: ofJob("cancelAsPod", "Cancel a job through the pod API", { "200": podCancelled }) },
  "/v1/cancel/{id}": { post: ofJob("cancelAsPodV1", "Cancel a job through the pod API", { "200": podCancelled }) },
};
