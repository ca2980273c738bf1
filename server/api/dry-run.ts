import { z } from "zod";
import { readQuery } from "./parse";
import type { Policy } from "./rate-limit";

const query = z.strictObject({ dry_run: z.enum(["true", "false"]).default("false") });

/** Whether a request only wants the plan and the price: `?dry_run=true`. */
export const isDryRun = (url: URL): boolean => readQuery(query, url).dry_run === "true";

/** The rate limit of a request: a dry run counts as a quote, any other as a submit. */
export const submitOrQuote = (url: URL): Policy => (url.searchParams.get("dry_run") === "true" ? "quote" : "create");
