import type { GenerateBody } from "../_data/api";
import type { ApiProblem } from "../_data/api-problem";
import type { Say } from "../_i18n/explain-code";
import { isBlank, listIn, parsedOf, type Row, rowsOf, valuesIn } from "./list-rows";
import { asText, type MediaField, type OptionField, type Value } from "./schema-form";

/** One message per wrong field. */
export type FieldProblems = Record<string, string>;

/** Converts the typed values to `options`; empty fields are left out, so that the server's defaults apply. */
export function readOptions(fields: OptionField[], values: Record<string, Value>, t: Say) {
  const options: Record<string, unknown> = {};
  const problems: FieldProblems = {};
  for (const field of fields) {
    const read = readOption(field, values[field.name] ?? field.initial, t);
    if (read instanceof Error) problems[field.name] = read.message;
    else if (read !== undefined) options[field.name] = read;
    else if (field.required) problems[field.name] = t("form.required", { title: field.title });
  }
  return { options, problems };
}

/** The value as the API takes it; undefined for an empty field, or what is wrong. */
function readOption(field: OptionField, value: Value, t: Say): unknown {
  if (typeof value === "boolean") return value;
  const text = value.trim();
  if (text === "") return undefined;
  const { title, maxLength: max } = field;
  if (max !== undefined && text.length > max) return new Error(t("form.tooLong", { title, max }));
  switch (field.kind) {
    case "choice":
      return field.choices.find((choice) => asText(choice) === value);
    case "number":
      return Number.isFinite(Number(text)) ? Number(text) : new Error(t("form.notNumber", { title }));
    case "several": {
      const chosen = listIn(text);
      return chosen.length > 0 ? field.choices.filter((choice) => chosen.includes(choice)) : undefined;
    }
    case "list":
      return readRows(field, text, t);
    case "object": {
      const values = valuesIn(parsedOf(text));
      return isBlank(values) ? undefined : readFields(field, values, t);
    }
    case "json":
      return parsedOf(text) ?? new Error(t("form.notJson", { title }));
    default:
      return value;
  }
}

function readFields({ title, fields }: OptionField, values: Row, t: Say): unknown {
  const { options, problems } = readOptions(fields, values, t);
  const [problem] = Object.values(problems);
  return problem === undefined ? options : new Error(t("form.within", { title, problem }));
}

/** The rows with something in them. */
function readRows(field: OptionField, text: string, t: Say): unknown {
  const { title, maxItems: max } = field;
  const filled = rowsOf(field, text).map((row, i) => ({ row, title: t("form.row", { title, n: i + 1 }) }));
  const read = filled.filter(({ row }) => !isBlank(row)).map(({ row, title }) => readRow({ ...field, title }, row, t));
  const problem = read.find((one) => one instanceof Error);
  if (problem) return problem;
  if (max !== undefined && read.length > max) return new Error(t("form.tooMany", { title, max }));
  return read.length > 0 ? read : undefined;
}

function readRow(field: OptionField, row: Row, t: Say): unknown {
  const [first, ...others] = field.fields;
  const isAlone = field.plain && others.every(({ name }) => String(row[name] ?? "").trim() === "");
  return isAlone && first
    ? readOption({ ...first, title: field.title }, row[first.name] ?? "", t)
    : readFields(field, row, t);
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
