import type { FileType } from "@/lib/media/file-types";
import type { MediaType, Model } from "@/lib/schemas/job";

/** The parts of JSON Schema in models' inputs; `media`, `multiline`, `choice` and `advanced` are our extensions. */
type Schema = {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  multipleOf?: number;
  maxLength?: number;
  maxItems?: number;
  items?: Schema;
  anyOf?: Schema[];
  media?: MediaType;
  contentTypes?: FileType[];
  pattern?: string;
  multiline?: boolean;
  /** What a list of choices is shown as. */
  choice?: string;
  advanced?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
};

type Field = { name: string; title: string; description: string; required: boolean };
/** `contentTypes`: of the type `file`, those that it takes. */
export type MediaField = Field & { media: MediaType; contentTypes?: FileType[]; many: boolean; max: number };
/** `several`: any of the choices. `list`: rows of `fields`. `object`: its `fields`. `json`: of a shape that is not known. */
export type OptionKind =
  | ("text" | "long" | "number" | "switch" | "choice" | "style" | "colour")
  | ("several" | "list" | "object" | "json");
export type OptionField = Field & {
  kind: OptionKind;
  advanced: boolean;
  initial: Value;
  placeholder: string;
  choices: unknown[];
  min?: number;
  max?: number;
  whole: boolean;
  /** The step of a number. */
  multipleOf?: number;
  maxLength?: number;
  maxItems?: number;
  fields: OptionField[];
  /** A row whose first field alone is filled in is sent as that value, not as an object. */
  plain: boolean;
};

/** The value of a form control: text as typed, or a switch's position. A list or an object is JSON of such values. */
export type Value = string | boolean;

/** Reads a model's form from its JSON Schema: media fields in the order of `input[]`, and options. */
export function readForm(input: Model["input"]): { media: MediaField[]; options: OptionField[] } {
  const schema = input as Schema;
  const media: MediaField[] = [];
  const options: OptionField[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const inner = withoutNull(property);
    const field = {
      name,
      title: inner.title ?? capitalised(name),
      description: inner.description ?? "",
      required: schema.required?.includes(name) ?? false,
    };
    const { media: type, contentTypes } = inner.media ? inner : (inner.items ?? {});
    const many = inner.type === "array";
    if (type)
      media.push({
        ...field,
        media: type,
        contentTypes,
        many,
        max: many ? (inner.maxItems ?? Number.POSITIVE_INFINITY) : 1,
      });
    else options.push(optionField(field, inner));
  }
  return { media, options };
}

function optionField(field: Field, schema: Schema): OptionField {
  const kind = kindOf(schema);
  const example = schema.examples?.[0];
  const row = kind === "list" ? rowOf(field, schema) : null;
  const floor = schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + 1;
  return {
    ...field,
    kind,
    advanced: schema.advanced ?? false,
    initial: kind === "switch" ? schema.default === true : asText(schema.default),
    placeholder: asText(example),
    choices: schema.enum ?? schema.items?.enum ?? [],
    min: bound(schema.minimum ?? floor),
    max: bound(schema.maximum),
    whole: schema.type === "integer",
    multipleOf: schema.multipleOf,
    maxLength: schema.maxLength,
    maxItems: schema.maxItems,
    fields: row?.fields ?? (kind === "object" ? readForm(schema).options : []),
    plain: row?.plain ?? false,
  };
}

/** The fields of a list's row, and whether a row may be the value of its first field alone. */
function rowOf(field: Field, { items = {}, examples }: Schema): Pick<OptionField, "fields" | "plain"> {
  const variants = items.anyOf ?? [items];
  const object = variants.find(({ properties }) => properties);
  const plain = variants.length > 1 || !object;
  const [example] = Array.isArray(examples?.[0]) ? examples[0] : [];
  const alone = { ...items, examples: example === undefined ? [] : [example] };
  const fields = object ? readForm(object).options : [optionField({ ...field, name: "value", description: "" }, alone)];
  return { fields, plain };
}

function kindOf(schema: Schema): OptionKind {
  if (schema.enum) return schema.choice === "style" ? "style" : "choice";
  if (schema.type === "boolean") return "switch";
  if (schema.type === "number" || schema.type === "integer") return "number";
  if (schema.type === "string") return schema.multiline ? "long" : isColour(schema) ? "colour" : "text";
  if (schema.type === "array" && schema.items?.enum) return "several";
  if (schema.type === "array" && isRow(schema.items)) return "list";
  return schema.properties ? "object" : "json";
}

const isColour = ({ pattern }: Schema) => pattern?.startsWith("^#[0-9a-f") ?? false;

/** One value or one object, or either of the two. */
function isRow(items: Schema = {}): boolean {
  const variants = items.anyOf ?? [items];
  const objects = variants.filter(({ properties }) => properties);
  return objects.length <= 1 && variants.length <= 2 && variants.every((one) => kindOf(one) !== "json");
}

/** `anyOf: [X, null]` and `type: [x, "null"]` are an optional X. */
function withoutNull(schema: Schema): Schema {
  const inner = schema.anyOf?.find((one) => one.type !== "null");
  const merged = inner ? { ...inner, ...schema, anyOf: undefined } : schema;
  if (!Array.isArray(merged.type)) return merged;
  return { ...merged, type: merged.type.find((type) => type !== "null") };
}

/** Limits of 32 bits and more describe the storage of a number, not a sensible range. */
const bound = (n: number | undefined) => (n === undefined || Math.abs(n) >= 2 ** 31 - 1 ? undefined : n);

/** The id of an option's control. */
export const idOfOption = (name: string) => `option-${name}`;

export const asText = (value: unknown) =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);

export const capitalised = (name: string) => {
  const text = name
    .replace(/([a-z])([A-Z])|[_-]/g, "$1 $2")
    .toLowerCase()
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
};
