import type { z } from "zod";
import { fieldErrors, readBody as readParsed, refuse } from "@/lib/schemas/validation";
import type { RequestLike } from "../http/request-like";
import { readJson } from "./request-body";

/** A request's JSON body by its schema; every fault names its field. Where all fields have defaults it may be missing. */
export async function readBody<T extends z.ZodType>(schema: T, request: RequestLike): Promise<z.output<T>> {
  const isMissing = !request.headers.has("content-type") && schema.safeParse({}).success;
  return readParsed(schema, isMissing ? {} : await readJson(request));
}

/** The parameters behind the question mark by their schema; every fault names its parameter. */
export function readQuery<T extends z.ZodType>(schema: T, url: URL): z.output<T> {
  const parsed = schema.safeParse(Object.fromEntries(url.searchParams));
  if (!parsed.success) throw refuse(fieldErrors(parsed.error, (path) => `?${path.join(".")}`));
  return parsed.data;
}
