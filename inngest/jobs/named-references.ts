import type { z } from "zod";
import { starredPictures } from "@/db/library";
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
  if (field === undefined || !textsIn(request.options).some(hasMentions)) return request;
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
  const options = mapTexts(request.options, write) as T["options"];
  const given = new Set(request.input.map(({ url }) => url));
  const added = [...named].flatMap((key) => pictures.get(key)?.urls ?? []).filter((url) => !given.has(url));
  const references = added.map((url) => ({ type: "image" as const, url, field }));
  return { ...request, options, input: [...request.input, ...references] };
}

const textsIn = (value: unknown): string[] =>
  typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];

function mapTexts(value: unknown, write: (text: string) => string): unknown {
  if (typeof value === "string") return write(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, write));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, write)]));
}
