import type { z } from "zod";
import { type FieldError, Problem } from "@/lib/errors";
import { readJson } from "./body";

/** A request's JSON body by its schema; every fault names its field. Where all fields have defaults it may be missing. */
export async function readBody<T extends z.ZodType>(schema: T, request: Request): Promise<z.output<T>> {
  const isMissing = request.headers.get("content-length") === "0" || request.body === null;
  const body = isMissing && schema.safeParse({}).success ? {} : await readJson(request);
  return read(schema, body, (path) => path.map((part) => `/${part}`).join(""));
}

/** The parameters behind the question mark by their schema; every fault names its parameter. */
export function readQuery<T extends z.ZodType>(schema: T, url: URL): z.output<T> {
  return read(schema, Object.fromEntries(url.searchParams), (path) => `?${path.join(".")}`);
}

function read<T extends z.ZodType>(schema: T, value: unknown, at: (path: string[]) => string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors: FieldError[] = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== "unrecognized_keys") return [{ pointer: at(path), detail: issue.message }];
    return issue.keys.map((key) => ({
      pointer: at([...path, key]),
      detail: `There is no field "${key.slice(0, 100)}".`,
    }));
  });
  const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join(" ");
  throw new Problem("invalid_request", detail, { errors });
}
