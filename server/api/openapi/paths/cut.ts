import { dryRun, jobId, json, ofJob, quoted, ref, refusals } from "../operation";

const faults = refusals(
  ...(["invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"] as const),
  ...(["invalid_media", "unreachable_url", "budget_exceeded", "rate_limited", "too_many_jobs"] as const),
);
const body = (name: string) => ({ required: true, content: { "application/json": { schema: ref(name) } } });

/** The cut of a film, and its downloads. */
export const cut = {
  "/v1/jobs/{id}/cut": {
    get: {
      ...ofJob("getCut", "Get the cut of a film", {
        "200": json("Cut", "The cut of the chosen take, and what a cut can use."),
        ...refusals("conflict"),
      }),
      description:
        "For jobs that join a film of several clips, as `next-scene` and `topic-film`; 404 for others. The `cut` of a film that was never cut makes the same film.",
    },
    post: {
      ...ofJob("cutFilm", "Join a film once more, as you cut it", {
        "202": json("Job", "The job, queued."),
        ...quoted,
        ...faults,
      }),
      description:
        "Makes a take of the step that joins the film, by local work at no cost. The film is as long as its title and its shots: joins do not change its length. " +
        "Clips are named by step, so the cut follows their later takes: a re-taken clip makes the film out of date, and `POST /v1/jobs/{id}/continue` joins it again with the cut. A clip that has become too short is cut as far as it goes, and `warnings` of the job say so (`cut_adjusted`). " +
        "To go back, choose an earlier take. The cut that is chosen already changes nothing.",
      parameters: [jobId, dryRun],
      requestBody: body("CutRequest"),
    },
  },
  "/v1/jobs/{id}/cut/otio": {
    get: ofJob("getEditList", "Get the edit list of a film, as OpenTimelineIO", {
      "200": {
        description: "The timeline, with signed URLs of its files. The archive of the job has one with file names.",
        content: { "application/json": { schema: { type: "object", additionalProperties: true } } },
      },
      ...refusals("conflict"),
    }),
  },
  "/v1/jobs/{id}/exports": {
    post: {
      ...ofJob("exportFilm", "Get a film in another form", {
        "200": json("Export", "The file is there, or could not be made."),
        "202": json("Export", "A job makes the file. Ask again, or follow the job."),
        ...faults,
      }),
      description:
        "Shapes, GIF, MP3 and still are made by a job of local work at no cost. The same film and options are made once: ask again until the `status` is `completed`. A failed job can be retried.",
      requestBody: body("ExportRequest"),
    },
  },
};
