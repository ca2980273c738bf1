import type { z } from "zod";
import { fieldErrors, readBody as readParsed, refuse } from "@/lib/schemas/validation";
import type { RequestLike } from "../http/request-like";
import { readJson } from "./request-body";

/** Parses a request's JSON body; every error names its field. If all fields have defaults, the body may be missing. */
export async function readBody<T extends z.ZodType>(schema: T, request: RequestLike): Promise<z.output<T>> {
  const isMissing = !request.headers.has("content-type") && schema.safeParse({}).success;
  return readParsed(schema, isMissing ? {} : await readJson(request));
}

/** Parses the query parameters; every error names its parameter. */
export function readQuery<T extends z.ZodType>(schema: T, url: URL): z.output<T> {
  const parsed = schema.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) throw refuse(fieldErrors(parsed.error, (path) => `?${path.join(".")}`));
  return parsed.data;
}
