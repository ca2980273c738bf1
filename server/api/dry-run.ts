import { z } from "zod";
import { readQuery } from "./parse";
import type { Policy } from "./rate-limit";

const query = z.strictObject({ dry_run: z.enum(["true", "false"]).default("false") });

/** Whether a request only asks what it would do and cost: `?dry_run=true`. */
export const isDryRun = (url: URL): boolean => readQuery(query, url).dry_run === "true";

/** Such a request is counted among the quotes; what starts a job is counted as a submit is. */
export const submitOrQuote = (url: URL): Policy => (url.searchParams.get("dry_run") === "true" ? "quote" : "create");
