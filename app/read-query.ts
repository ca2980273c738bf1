import type { z } from "zod";
import { type FieldError, Problem } from "@/lib/errors";

/** The query of an address by its schema; refuses with a Problem that names each field as `?name`. */
export function readQuery<T extends z.ZodType>(schema: T, url: URL): z.output<T> {
  const parsed = schema.safeParse(Object.fromEntries(url.searchParams));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue): FieldError[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((name) => ({ pointer: `?${name}`, detail: "There is no such parameter." }))
      : [{ pointer: `?${issue.path.join(".")}`, detail: `${issue.message}.` }],
  );
  const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join(" ");
  throw new Problem("invalid_request", detail, { errors });
}
