import { ask } from "@/app/(studio)/_data/api";
import type { Job } from "@/lib/schemas/job";
import type { Cut, CutAnswer } from "./cut-types";

const cutPath = (job: string) => `/v1/jobs/${encodeURIComponent(job)}/cut`;

export const getCut = (job: string) => ask((api) => api.request<CutAnswer>("GET", cutPath(job)));
/** Joins the film again: a new take of the step that joins it. */
export const joinAgain = (job: string, cut: Cut) => ask((api) => api.request<Job>("POST", cutPath(job), cut));
