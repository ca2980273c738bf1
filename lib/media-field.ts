import { z } from "zod";
import type { MediaType } from "./job";
import type { Prose } from "./prose";

/**
 * A media field of a service's or workflow's schema. Its value is a string: `asset:<id>` inside a job, a URL once handed
 * to a service, and again a URL in what `read` makes of an answer, which the call then keeps as an asset.
 * The form shows a drop zone for it; the API fills it from `input[]`.
 */
export function media(type: MediaType, meta: { title: string; description?: string; zh?: Prose }) {
  return z
    .string()
    .min(1)
    .meta({ ...meta, media: type });
}

/** The media type of a field, looking through optional, nullable and array; undefined when it is no media field. */
export function mediaTypeOf(schema: z.core.$ZodType): MediaType | undefined {
  const own = z.globalRegistry.get(schema)?.media;
  if (own) return own as MediaType;
  const inner = innerOf(schema);
  return inner && mediaTypeOf(inner);
}

export function isListField(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodArray) return true;
  const inner = innerOf(schema);
  return inner ? isListField(inner) : false;
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return schema.unwrap();
  }
  return undefined;
}

/** Every media value of an object, with where it stands. */
export function mediaValues(schema: z.ZodObject, value: Record<string, unknown>) {
  return Object.entries(schema.shape).flatMap(([field, of]) => {
    const type = mediaTypeOf(of);
    const given = value[field];
    if (!type || given === undefined || given === null) return [];
    return (Array.isArray(given) ? given : [given]).map((url) => ({ field, type, url: String(url) }));
  });
}

/** A copy of the object with every media value replaced by what `change` makes of it. */
export async function mapMedia<T extends Record<string, unknown>>(
  schema: z.ZodObject,
  value: T,
  change: (url: string, type: MediaType, field: string) => string | Promise<string>,
): Promise<T> {
  const copy: Record<string, unknown> = { ...value };
  for (const [field, of] of Object.entries(schema.shape)) {
    const type = mediaTypeOf(of);
    const given = copy[field];
    if (!type || given === undefined || given === null) continue;
    copy[field] = Array.isArray(given)
      ? await Promise.all(given.map((url) => change(String(url), type, field)))
      : await change(String(given), type, field);
  }
  return copy as T;
}
