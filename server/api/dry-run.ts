import { z } from "zod";
import type { ErrorCode } from "@/lib/errors";
import { quoteSchema } from "@/lib/schemas/job";
import { readQuery } from "./parse";
import type { Policy } from "./rate-limit";

const dryRun = z.enum(["true", "false"]).default("false");

/** The query of requests that start or continue jobs. */
export const dryRunQuery = (description: string) =>
  z.strictObject({ dry_run: dryRun.transform((given) => given === "true").meta({ description }) });

/** The query of requests that continue a job. */
export const continueQuery = dryRunQuery(
  "`true` only validates the request and returns a quote. Nothing is started, and the key's limits are not checked.",
);
export const quoted = [quoteSchema, "Quote of a dry run."] as const;

/** Whether a request is a dry run: `?dry_run=true`. */
export const isDryRun = (url: URL): boolean => readQuery(continueQuery, url).dry_run;

/** The rate limit of a request: a dry run counts as a quote, any other as a submit. */
export const submitOrQuote = (url: URL): Policy => (url.searchParams.get("dry_run") === "true" ? "quote" : "create");

/** The refusals of what starts a job. */
export const startErrors = ["conflict", "budget_exceeded", "too_many_jobs"] as const satisfies ErrorCode[];
