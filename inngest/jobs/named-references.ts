import type { z } from "zod";
import { starredPictures } from "@/db/library";
import { fieldProblem } from "@/lib/errors";
import { isListField, mediaTypeOf } from "@/lib/media/field";
import type { GenerateRequest } from "@/lib/schemas/generate";
import { hasMentions, plainName, referenceName, replaceMentions } from "@/lib/schemas/reference-name";
import { assetRef } from "../calls/ledger";
import type { AnyWorkflow } from "../define-workflow";

type Input = Pick<AnyWorkflow, "input">;

/** The field of a workflow for reference pictures: a list of pictures. */
export const referenceField = ({ input }: Input): string | undefined =>
  Object.entries(input.shape).find(
    ([, schema]) => isListField(schema as z.ZodType) && mediaTypeOf(schema as z.ZodType) === "image",
  )?.[0];

/**
 * The request with the pictures that its texts name: `@maria` adds the starred pictures of the key that are called "maria"
 * to the workflow's references, and the text reads "Maria". Several pictures of one name are several views of one person
 * or thing. A name that the key does not have stays as it is written, as do all of a workflow without references.
 */
export async function withReferences<T extends GenerateRequest>(
  workflow: Input,
  request: T,
  keyId: string,
): Promise<T> {
  const field = referenceField(workflow);
  const found = field === undefined ? null : await namedIn(request.options, keyId);
  if (!found) return request;
  const given = new Set(request.input.map(({ url }) => url));
  const added = found.urls.filter((url) => !given.has(url));
  const references = added.map((url) => ({ type: "image" as const, url, field }));
  return { ...request, options: found.written, input: [...request.input, ...references] };
}

/**
 * The same for the changed fields of one step: its service gets the named pictures besides those that the workflow gives
 * it (`own`). Throws a Problem if they are too many.
 */
export async function stepWithReferences(
  service: Input,
  { fields, own, keyId }: { fields: Record<string, unknown>; own: Record<string, unknown>; keyId: string },
): Promise<Record<string, unknown>> {
  const field = referenceField(service);
  const found = field === undefined ? null : await namedIn(fields, keyId);
  if (!found || field === undefined || found.urls.length === 0) return fields;
  const there = Array.isArray(own[field]) ? own[field] : [];
  const all = [...new Set([...there, ...found.urls])];
  const fault = service.input.shape[field].safeParse(all).error?.issues[0];
  if (fault) throw fieldProblem("invalid_request", "/prompt", fault.message);
  return { ...found.written, [field]: all };
}

/** The pictures that the texts name, and the texts as a model reads them. Null when they name none. */
async function namedIn<T>(given: T, keyId: string): Promise<{ written: T; urls: string[] } | null> {
  if (!textsIn(given).some(hasMentions)) return null;
  const pictures = new Map<string, { name: string; urls: string[] }>();
  for (const { id, name } of await starredPictures(keyId)) {
    const key = referenceName(name);
    const known = pictures.get(key);
    if (known) known.urls.push(assetRef(id));
    else if (key) pictures.set(key, { name: plainName(name), urls: [assetRef(id)] });
  }
  const named = new Set<string>();
  const write = (text: string) =>
    replaceMentions(text, [...pictures.keys()], (key) => {
      named.add(key);
      return pictures.get(key)?.name ?? key;
    });
  const written = mapTexts(given, write) as T;
  return { written, urls: [...named].flatMap((key) => pictures.get(key)?.urls ?? []) };
}

const textsIn = (value: unknown): string[] =>
  typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];

function mapTexts(value: unknown, write: (text: string) => string): unknown {
  if (typeof value === "string") return write(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, write));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, write)]));
}
