import { json, ofJob, ref, refusals } from "../operation";

/** Public links of jobs. */
export const sharing = {
  "/v1/jobs/{id}/share": {
    post: {
      ...ofJob("shareJob", "Share a job: a public page of its result", {
        "200": json("Share", "The share, with the address for visitors."),
        ...refusals("invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"),
      }),
      description:
        "The page shows the title and the film (or the pictures or the sound) without a key, and with `board` the shots and their words; no prices, prompts, keys or other jobs. It shows the current result, also after a retake. Repeating the request changes the title, `board` and `download`, and keeps the address.",
      requestBody: { required: false, content: { "application/json": { schema: ref("ShareJob") } } },
    },
    get: ofJob("getShare", "Get the share of a job", {
      "200": json("Share", "The share. 404 if the job is not shared."),
    }),
    delete: ofJob("endShare", "End the share of a job; safe to repeat", {
      "204": { description: "The page, its media and embedded players answer 404 from now on." },
    }),
  },
};
