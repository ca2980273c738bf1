import { jobId, json, ofJob, ref, refusals } from "./operation";

/** The operations of `/v1/jobs/{id}` that keep jobs in order. */

export const changeJob = {
  ...ofJob("changeJob", "Change a job's title, star, project or priority", {
    "200": json("Job", "The job."),
    ...refusals("invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"),
  }),
  parameters: [jobId],
  requestBody: { required: true, content: { "application/json": { schema: ref("ChangeJob") } } },
};

export const deleteJob = {
  ...ofJob("deleteJob", "Delete an ended job and its files", {
    "204": { description: "The job is deleted." },
    ...refusals("conflict"),
  }),
  description:
    "The job disappears at once. For `KEEP_DELETED_HOURS` (24 unless the operator changed it) `POST /v1/jobs/{id}/restore` brings it back, and the signed URLs of its files that were given out still work; then its files are removed within two hours. Files that another job uses are kept, uploads stay usable until they expire, and what it cost stays in the usage.",
};
