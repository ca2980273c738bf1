import { z } from "zod";
import type { Prose } from "../i18n";
import type { MediaType } from "../schemas/job";
import type { FileType } from "./file-types";

/** What a media field accepts; `contentTypes`: the allowed types of a `file` field. */
export type MediaSpec = { type: MediaType; contentTypes?: readonly FileType[] };

type Meta<T extends MediaType> = { title: string; description?: string; zh?: Prose } & (T extends "file"
  ? { contentTypes: readonly [FileType, ...FileType[]] }
  : { contentTypes?: undefined });

/**
 * A media field of a service's or workflow's schema. Its value is `asset:<id>` inside a job, and a URL in requests and
 * parsed answers of services, from which the call stores an asset. The form shows a drop zone; the API fills it from
 * `input[]`. A `file` field names its `contentTypes`.
 */
export function media<T extends MediaType>(type: T, meta: Meta<T>) {
  return z
    .string()
    .min(1)
    .meta({ ...meta, media: type });
}

/** A media field that may be left out. */
export function optionalMedia<T extends MediaType>(type: T, meta: Meta<T>) {
  const field = media(type, meta);
  return field.optional().meta({ ...field.meta() });
}

type Schema = z.core.$ZodType;

function ownMediaOf(schema: Schema): MediaSpec | undefined {
  const { media: type, contentTypes } = z.globalRegistry.get(schema) ?? {};
  return type ? { type: type as MediaType, contentTypes: contentTypes as MediaSpec["contentTypes"] } : undefined;
}

/** What a field accepts, looking through optional, nullable and array; undefined when it is not a media field. */
export function mediaOf(schema: Schema): MediaSpec | undefined {
  const own = ownMediaOf(schema);
  if (own) return own;
  const inner = schema instanceof z.ZodArray ? schema.element : insideOf(schema);
  return inner && mediaOf(inner);
}

export const mediaTypeOf = (schema: Schema): MediaType | undefined => mediaOf(schema)?.type;

export function isListField(schema: Schema): boolean {
  if (schema instanceof z.ZodArray) return true;
  const inner = insideOf(schema);
  return inner ? isListField(inner) : false;
}

/** The inner schema of a wrapper. */
function insideOf(schema: Schema): Schema | undefined {
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodNonOptional;
  return isWrapper ? schema.unwrap() : undefined;
}

type Found = MediaSpec & { field: string; url: string };

/** Every media value of an object, at any depth of objects and arrays, with the top field that contains it. */
export function mediaValues(schema: z.ZodObject, value: Record<string, unknown>): Found[] {
  const found: Found[] = [];
  for (const [field, of] of Object.entries(schema.shape)) {
    changed(of, value[field], (url, spec) => {
      found.push({ field, url, ...spec });
      return url;
    });
  }
  return found;
}

/** A copy of the object with every media value replaced by the result of `change`. */
export async function mapMedia<T extends Record<string, unknown>>(
  schema: z.ZodObject,
  value: T,
  change: (url: string, of: MediaSpec & { field: string }) => string | Promise<string>,
): Promise<T> {
  const made = new Map<string, Promise<string>>();
  const keyOf = ({ field, type, contentTypes, url }: Found) => JSON.stringify([field, type, contentTypes, url]);
  for (const one of mediaValues(schema, value)) {
    if (!made.has(keyOf(one))) made.set(keyOf(one), Promise.resolve(change(one.url, one)));
  }
  const urls = new Map(await Promise.all([...made].map(async ([key, url]) => [key, await url] as const)));
  const copy: Record<string, unknown> = { ...value };
  for (const [field, of] of Object.entries(schema.shape)) {
    if (!(field in value)) continue;
    copy[field] = changed(of, value[field], (url, spec) => urls.get(keyOf({ field, url, ...spec })) ?? url);
  }
  return copy as T;
}

function changed(schema: Schema, value: unknown, change: (url: string, spec: MediaSpec) => string): unknown {
  if (value === undefined || value === null) return value;
  const spec = ownMediaOf(schema);
  if (spec && !Array.isArray(value)) return change(String(value), spec);
  const inner = insideOf(schema);
  if (inner) return changed(inner, value, change);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((one) => changed(schema.element, one, change));
  }
  if (schema instanceof z.ZodObject && typeof value === "object") {
    const fields = Object.entries(value).map(([field, one]) => {
      const of: Schema | undefined = schema.shape[field];
      return [field, of ? changed(of, one, change) : one];
    });
    return Object.fromEntries(fields);
  }
  return value;
}

/**
 * The fields with media that the app would not find: in unions, records and the like. `flat`: also media below the
 * first list or object, which `input[]` of a request cannot fill.
 */
export function unreachableMedia(schema: z.ZodObject, { flat }: { flat: boolean }): string[] {
  return Object.entries(schema.shape).flatMap(([field, of]) => {
    if (flat) return mediaTypeOf(of) === undefined && hasMedia(of) ? [field] : isNestedList(of) ? [field] : [];
    return hasHidden(of) ? [field] : [];
  });
}

/** A list of lists of media. */
const isNestedList = (schema: Schema): boolean => {
  const inner = insideOf(schema);
  if (inner) return isNestedList(inner);
  return schema instanceof z.ZodArray && isListField(schema.element) && hasMedia(schema.element);
};

/** Whether media are below something that `changed` does not look into. */
function hasHidden(schema: Schema): boolean {
  if (ownMediaOf(schema)) return false;
  const inner = insideOf(schema);
  if (inner) return hasHidden(inner);
  if (schema instanceof z.ZodArray) return hasHidden(schema.element);
  if (schema instanceof z.ZodObject) return Object.values(schema.shape).some((one) => hasHidden(one as Schema));
  return hasMedia(schema);
}

/** Whether a schema has media anywhere: its JSON Schema has their meta, whatever wraps them. */
export function hasMedia(schema: Schema): boolean {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return JSON.stringify(json).includes('"media":');
}
