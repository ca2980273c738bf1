export type { Batch, BatchBody, BatchWithItems } from "../schemas/batch";
export type { GenerateBody } from "../schemas/generate";
export type { Job, JobList, Model, Output, Step, Take } from "../schemas/job";
export { ApiError } from "./api-error";
export { type Client, createClient, type JobFilter, type Resolution } from "./client";
export type { News } from "./events";
export { hasEnded } from "./is-terminal";
export type { ClientOptions } from "./request";
export { type JobEnded, verifyWebhook, WebhookError } from "./webhook";
