import type { z } from "zod";
import { type FieldError, Problem } from "../errors";
import "./plain-errors";

/** Converts schema violations of a request body to a Problem that names each field. */

/** Parses a body with its schema; the Problem names every wrong field. */
export function readBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw refuse(fieldErrors(parsed.error, pointer));
  return parsed.data;
}

export const refuse = (errors: FieldError[]) =>
  new Problem("invalid_request", errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(" "), { errors });

export function fieldErrors(error: z.ZodError, at: (path: PropertyKey[]) => string): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          pointer: at([...issue.path, key]),
          detail: `Unknown field "${key.slice(0, 100)}".`,
        }))
      : [{ pointer: at(issue.path), detail: issue.message }],
  );
}

/** Formats a path as an RFC 6901 JSON pointer. */
export const pointer = (path: PropertyKey[]) =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
