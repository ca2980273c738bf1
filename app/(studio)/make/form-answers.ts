import type { GenerateBody } from "../_data/api";
import type { ApiProblem } from "../_data/api-problem";
import type { Say } from "../_i18n/explain-code";
import { asText, type MediaField, type OptionField, type Value } from "./schema-form";

/** One message per wrong field. */
export type FieldProblems = Record<string, string>;

/** Converts the typed values to `options`; empty fields are left out, so that the server's defaults apply. */
export function readOptions(fields: OptionField[], values: Record<string, Value>, t: Say) {
  const options: Record<string, unknown> = {};
  const problems: FieldProblems = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.initial;
    if (typeof value === "boolean") options[field.name] = value;
    else if (value.trim() === "") {
      if (field.required) problems[field.name] = t("form.required", { title: field.title });
    } else if (field.maxLength !== undefined && value.trim().length > field.maxLength) {
      problems[field.name] = t("form.tooLong", { title: field.title, max: field.maxLength });
    } else {
      const parsed = parse(field, value, t);
      if (parsed instanceof Error) problems[field.name] = parsed.message;
      else options[field.name] = parsed;
    }
  }
  return { options, problems };
}

function parse(field: OptionField, text: string, t: Say): unknown {
  if (field.kind === "choice") return field.choices.find((choice) => asText(choice) === text);
  if (field.kind === "number") {
    const number = Number(text);
    return Number.isFinite(number) ? number : new Error(t("form.notNumber", { title: field.title }));
  }
  if (field.kind !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return new Error(t("form.notJson", { title: field.title }));
  }
}

/**
 * `input[]` in the order of the media fields, with the field of each file where several take its type; `owners[i]` is the
 * field that `/input/i` belongs to.
 */
export function readInput(fields: MediaField[], urls: (field: string) => string[], t: Say) {
  const input: GenerateBody["input"] = [];
  const owners: string[] = [];
  const problems: FieldProblems = {};
  for (const field of fields) {
    const given = urls(field.name);
    if (given.length === 0 && field.required) problems[field.name] = t("form.required", { title: field.title });
    for (const url of given) {
      const isShared = fields.some((other) => other !== field && other.media === field.media);
      input.push({ type: field.media, url, ...(isShared && { field: field.name }) });
      owners.push(field.name);
    }
  }
  return { input, owners, problems };
}

/** Assigns an error to its fields; errors of hidden fields go above the button. */
export function placeProblem(
  problem: Pick<ApiProblem, "message" | "errors">,
  shown: string[],
  owners: string[],
  firstMedia: string | undefined,
) {
  const problems: FieldProblems = {};
  const rest: string[] = [];
  for (const { pointer, detail } of problem.errors) {
    const [, part, key = ""] = pointer.split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
    const name = part === "input" ? (owners[Number(key)] ?? firstMedia) : key;
    if (name && shown.includes(name)) problems[name] ??= detail;
    else rest.push(detail);
  }
  if (problem.errors.length === 0) rest.push(problem.message);
  return { problems, rest };
}
