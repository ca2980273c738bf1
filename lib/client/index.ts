export type { GenerateBody } from "../generate";
export type { Job, JobList, Model, Output, Step, Take } from "../job";
export { ApiError } from "./api-error";
export type { ClientOptions } from "./ask";
export { type Client, createClient, type JobFilter, type Resolution } from "./client";
export { hasEnded } from "./ended";
export type { News } from "./follow";
export { type JobEnded, verifyWebhook, WebhookError } from "./webhook";
