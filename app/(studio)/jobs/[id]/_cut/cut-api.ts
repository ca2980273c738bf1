import { ask } from "@/app/(studio)/_data/api";
import type { Cut } from "@/lib/schemas/cut";
import type { CutAnswer } from "@/lib/schemas/cut-answer";
import type { Job, Quote } from "@/lib/schemas/job";

const cutPath = (job: string) => `/v1/jobs/${encodeURIComponent(job)}/cut`;

export const getCut = (job: string) => ask((api) => api.request<CutAnswer>("GET", cutPath(job)));
/** Joins the film again: a new take of the step that joins it. */
export const joinAgain = (job: string, cut: Cut) => ask((api) => api.request<Job>("POST", cutPath(job), cut));
/** Checks a cut, and says how long joining takes; starts nothing. */
export const quoteCut = (job: string, cut: Cut) =>
  ask((api) => api.request<Quote>("POST", `${cutPath(job)}?dry_run=true`, cut));
