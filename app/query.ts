import type { z } from "zod";
import { Problem } from "@/lib/errors";

/** The query of an address, read by its schema; every fault names its parameter. */
export function readQuery<T extends z.ZodObject>(schema: T, url: URL): z.output<T> {
  const parsed = schema.safeParse(Object.fromEntries(url.searchParams));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ pointer: `?${key}`, detail: `There is no parameter "${key.slice(0, 100)}".` }))
      : [{ pointer: `?${issue.path.join(".")}`, detail: issue.message }],
  );
  const detail = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(" ");
  throw new Problem("invalid_request", detail, { errors });
}
