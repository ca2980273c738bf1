import { z } from "zod";
import { readQuery } from "./read";

const query = z.strictObject({ dry_run: z.enum(["true", "false"]).default("false") });

/** Whether a request only asks what it would do and cost: `?dry_run=true`. */
export const isDryRun = (url: URL): boolean => readQuery(query, url).dry_run === "true";
