import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import type { Model } from "@/lib/client";
import { CannotStart } from "../supervisor/startup-error";

/** A row of a list. `name`: of its files; `id`: the same for the same content, wherever the row is. */
export type Row = { name: string; id: string; cells: Record<string, string> };

/** Reads a list with a header; the server checks its values. `model`: that of rows without their own. */
export function readList(file: string, model: string): Row[] {
  const text = readFileSync(file, "utf8");
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, relax_column_count_less: true });
  } catch (error) {
    if (error instanceof CsvError) throw new CannotStart(`${file} cannot be read: ${error.message}.`);
    throw error;
  }
  if (rows.length === 0) throw new CannotStart(`${file} has no rows: write a header and one request per row.`);
  const digits = Math.max(4, String(rows.length).length);
  const seen = new Map<string, number>();
  return rows.map((given, i) => {
    const cells = { model, ...Object.fromEntries(Object.entries(given).filter(([, cell]) => cell !== "")) };
    const content = JSON.stringify(Object.entries(withContents(cells, dirname(file))).sort());
    const times = (seen.get(content) ?? 0) + 1;
    seen.set(content, times);
    const id = createHash("sha256").update(`${times} ${content}`).digest("hex").slice(0, 32);
    return { name: String(i + 1).padStart(digits, "0"), id, cells };
  });
}

/** Local files by their contents, so that a changed picture makes another row. */
const withContents = (cells: Record<string, string>, folder: string) =>
  Object.fromEntries(
    Object.entries(cells).map(([name, cell]) => {
      const file = localFile(cell, folder);
      return [name, file ? createHash("sha256").update(readFileSync(file)).digest("hex") : cell];
    }),
  );

/** The file that a cell names, beside the list; null when it is no file. */
function localFile(cell: string, folder: string): string | null {
  if (cell.length > 1000 || cell.includes("\n") || /^[a-z]+:/i.test(cell)) return null;
  const file = resolve(folder, cell);
  return existsSync(file) && statSync(file).isFile() ? file : null;
}

type Property = { media?: string; type?: string; items?: unknown };

/** The request of a row. `toAsset` uploads a local file; options are numbers, truth values and lists where they read so. */
export async function requestOf(
  row: Row,
  models: Model[],
  folder: string,
  toAsset: (file: string) => Promise<string>,
): Promise<Record<string, unknown>> {
  const { model, ...cells } = row.cells;
  const known = models.find(({ id }) => id === model);
  if (!known) {
    const names = models.map(({ id }) => id).join(", ");
    throw new CannotStart(`Row ${Number(row.name)}: unknown model "${model}". Available models: ${names}.`);
  }
  const properties = (known.input.properties ?? {}) as Record<string, Property>;
  const input: { type: string; url: string }[] = [];
  for (const [name, { media, type }] of Object.entries(properties)) {
    const cell = cells[name];
    if (!media || cell === undefined) continue;
    const given = type === "array" ? cell.split(/\s+/) : [cell];
    for (const one of given) {
      const file = localFile(one, folder);
      if (!file && !/^(https?|asset|data):/.test(one)) {
        throw new CannotStart(`Row ${Number(row.name)}, column "${name}": the file ${one} is not there.`);
      }
      input.push({ type: media, url: file ? await toAsset(file) : one });
    }
    delete cells[name];
  }
  const options = Object.entries(cells).map(([name, cell]) => [name, readCell(cell, properties[name])]);
  return { model, input, options: Object.fromEntries(options) };
}

function readCell(cell: string, property: Property | undefined): unknown {
  if (!property || property.type === "string") return cell;
  try {
    return JSON.parse(/^(true|false)$/i.test(cell) ? cell.toLowerCase() : cell);
  } catch {
    return cell; // the server names the column
  }
}
