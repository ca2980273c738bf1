import { ask } from "@/app/(studio)/_data/api";
import type { Cut } from "@/lib/schemas/cut";
import type { ExportRequest } from "@/lib/schemas/export";
import type { Quote } from "@/lib/schemas/job";
import { withBase } from "@/server/http/base-path";

const cutPath = (job: string) => `/v1/jobs/${encodeURIComponent(job)}/cut`;

export const getCut = (job: string) => ask((api) => api.cutOf(job));
/** Joins the film again: a new take of the step that joins it. */
export const joinAgain = (job: string, cut: Cut) => ask((api) => api.cut(job, cut));
/** Checks a cut, and says how long joining takes; starts nothing. */
export const quoteCut = (job: string, cut: Cut) =>
  ask((api) => api.request<Quote>("POST", `${cutPath(job)}?dry_run=true`, cut));
/** Asks for the film in another form: the answer says how far it is, or where the file is. */
export const exportFilm = (job: string, what: ExportRequest) => ask((api) => api.export(job, what));
export const editListOf = (job: string) => withBase(`${cutPath(job)}/otio`);
