import { asText, type OptionField, type Value } from "./schema-form";

/** A list in the form: rows of values by the field's name, kept as JSON in the form's value. Pure. */

export type Row = Record<string, Value>;

/** An object's values by the field's name. */
export function valuesIn(value: unknown): Row {
  const all = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  return Object.fromEntries(all.map(([name, one]) => [name, typeof one === "boolean" ? one : asText(one)]));
}

/** The rows of a value; of an object's entry or of a plain one, which fills the first field. */
export function rowsOf({ fields }: Pick<OptionField, "fields">, value: Value): Row[] {
  const first = fields[0]?.name ?? "value";
  return listIn(value).map((one) =>
    typeof one === "object" && one !== null ? valuesIn(one) : { [first]: typeof one === "boolean" ? one : asText(one) },
  );
}

export function listIn(value: Value): unknown[] {
  const parsed = parsedOf(value);
  return Array.isArray(parsed) ? parsed : [];
}

/** What the JSON of a value is; undefined for a text that is none. */
export function parsedOf(value: Value): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return undefined;
  }
}

export const textOf = (rows: Row[]): string => (rows.length === 0 ? "" : JSON.stringify(rows));

export const isBlank = (row: Row): boolean => Object.values(row).every((value) => String(value).trim() === "");

/** The rows after a text with several lines is pasted into a row: each line becomes a row, up to `most`. */
export function pasted(rows: Row[], at: number, name: string, lines: string[], most: number): Row[] {
  const [first, ...others] = lines;
  if (first === undefined) return rows;
  const own = { ...rows[at], [name]: first };
  const after = others.map((line) => ({ [name]: line }));
  return [...rows.slice(0, at), own, ...after, ...rows.slice(at + 1)].slice(0, Math.max(most, rows.length));
}

/** The lines of a pasted text, without bullets and blank ones. */
export const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•·]|\d+[.)、])\s+/, "").trim())
    .filter((line) => line !== "");

export const moved = <T>(rows: T[], from: number, to: number): T[] => {
  const one = rows[from];
  return one === undefined || to < 0 || to >= rows.length ? rows : rows.toSpliced(from, 1).toSpliced(to, 0, one);
};
