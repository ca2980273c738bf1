import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { createBreather } from "@/lib/concurrency/breathe";
import { type FieldError, Problem } from "@/lib/errors";
import { mostItems } from "@/lib/schemas/batch";
import type { GivenItem } from "./given-item";
import { requestOfRow } from "./row-request";

/** Reads an uploaded list: each row becomes a request of a batch. Throws a Problem that names the line. */

const tooMany = () => new Problem("invalid_request", `A batch has at most ${mostItems} rows. Split the list.`);
const empty = () => new Problem("invalid_request", "The list has no rows. Write one request per row.");

/** CSV with a header; `model` is that of rows without their own. */
export async function readCsv(text: string, model: string | undefined): Promise<GivenItem[]> {
  const breathe = createBreather();
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
  const parser = Readable.from(pieces(text)).pipe(parse({ ...options, delimiter: delimiterOf(text) }));
  const items: GivenItem[] = [];
  const errors: FieldError[] = [];
  let header: string[] | undefined;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      await breathe();
      const from = line;
      line = info.lines + 1;
      if (!header) {
        header = headerOf(record);
        continue;
      }
      if (items.length === mostItems) throw tooMany();
      const row = { line: from, header, cells: record };
      if (record.length !== header.length) errors.push(wrongLength(items.length, row));
      items.push(requestOfRow(row, model));
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Problem("invalid_request", `The CSV cannot be read: ${error.message}. Check the quotes of that line.`);
  }
  if (items.length === 0) throw empty();
  if (errors.length > 0)
    throw new Problem("invalid_request", errors[0]?.detail ?? "", { errors: errors.slice(0, 500) });
  return items;
}

/** A JSON object per line; lines without one are skipped. */
export async function readJsonLines(text: string, model: string | undefined): Promise<GivenItem[]> {
  const breathe = createBreather();
  const items: GivenItem[] = [];
  const errors: FieldError[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    await breathe();
    if (line.trim() === "") continue;
    if (items.length === mostItems) throw tooMany();
    const say = ({ detail }: FieldError) => `Line ${i + 1}: ${detail}`;
    try {
      const value: unknown = JSON.parse(line);
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      items.push({ request: model !== undefined && isObject ? { model, ...value } : value, say });
    } catch (error) {
      const detail = `Line ${i + 1} is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`;
      errors.push({ pointer: `/requests/${items.length}`, detail });
      items.push({ request: null, say });
    }
  }
  if (items.length === 0) throw empty();
  if (errors.length > 0)
    throw new Problem("invalid_request", errors[0]?.detail ?? "", { errors: errors.slice(0, 500) });
  return items;
}

function* pieces(text: string) {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}

/** Spreadsheets of some languages separate by semicolons or tabs. */
function delimiterOf(text: string): string {
  const first =
    text
      .slice(0, 10_000)
      .replaceAll(/"[^"]*"/g, "")
      .split(/\r?\n/)[0] ?? "";
  const count = (delimiter: string) => first.split(delimiter).length;
  return [",", ";", "\t"].sort((a, b) => count(b) - count(a))[0] ?? ",";
}

function headerOf(record: string[]): string[] {
  const header = record.map((name) => name.trim());
  const unnamed = header.indexOf("");
  if (unnamed >= 0) throw new Problem("invalid_request", `Column ${unnamed + 1} of the header has no name.`);
  if (header.includes("__proto__"))
    throw new Problem("invalid_request", 'The header names a column "__proto__". Remove it: no option has this name.');
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Problem("invalid_request", `The header names the column "${twice.slice(0, 100)}" twice.`);
  return header;
}

function wrongLength(index: number, { line, header, cells }: { line: number; header: string[]; cells: string[] }) {
  const missing = header[cells.length];
  const which = missing === undefined ? "Remove the cells without a column." : `The column "${missing}" is missing.`;
  const detail = `Line ${line} has ${cells.length} cells, but the header has ${header.length} columns. ${which}`;
  return { pointer: `/requests/${index}`, detail };
}
