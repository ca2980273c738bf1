import type { z } from "zod";
import type { FieldError } from "@/lib/errors";
import { isListField, mediaTypeOf } from "@/lib/media/field";
import { generateRequest } from "@/lib/schemas/generate";
import { findWorkflow } from "../registry";
import type { GivenItem } from "./given-item";

export type Row = { line: number; header: string[]; cells: string[] };

/** The columns that are fields of the request itself; all others are media or options of the model. */
const ownFields = new Set(Object.keys(generateRequest.shape).filter((name) => !["input", "options"].includes(name)));

/** A row as a request: empty cells are left out; a cell of several files has one URL per word. */
export function requestOfRow({ line, header, cells }: Row, defaultModel: string | undefined): GivenItem {
  const given = new Map(header.flatMap((name, i) => (cells[i] ? [[name, cells[i]] as const] : [])));
  const model = given.get("model") ?? defaultModel;
  const shape = new Map<string, z.ZodType>(Object.entries(findWorkflow(model ?? "")?.input.shape ?? {}));
  const request: Record<string, unknown> = model === undefined ? {} : { model };
  const options: Record<string, unknown> = {};
  const input: { type: string; url: string }[] = [];
  const columns: string[] = [];
  // In the model's order, because that is how files are assigned to its fields.
  for (const [name, schema] of shape) {
    const type = mediaTypeOf(schema);
    const cell = given.get(name);
    if (!type || cell === undefined) continue;
    for (const url of isListField(schema) ? cell.trim().split(/\s+/) : [cell.trim()]) {
      input.push({ type, url });
      columns.push(name);
    }
  }
  for (const [name, cell] of given) {
    const schema = shape.get(name);
    if (name === "model" || (schema && mediaTypeOf(schema))) continue;
    if (name === "batchId")
      request.batchId = cell; // the check says that it cannot be there
    else if (ownFields.has(name))
      request[name] = readCell(generateRequest.shape[name as keyof typeof generateRequest.shape], cell);
    else options[name] = readCell(schema, cell);
  }
  const say = ({ pointer, detail }: FieldError) => {
    const [first = "", second = ""] = pointer.split("/").slice(1);
    const missing = first === "input" && !columns[Number(second)] ? missingMedia(shape, given) : "";
    if (missing) return `Line ${line}, column "${missing}": Give a URL, or asset: with the id of an upload.`;
    const column = first === "input" ? (columns[Number(second)] ?? "") : second || first;
    return column === "" ? `Line ${line}: ${detail}` : `Line ${line}, column "${column}": ${detail}`;
  };
  return { request: { ...request, input, options }, say };
}

/** The first media column that the row leaves empty although the model needs it. */
const missingMedia = (shape: Map<string, z.ZodType>, given: Map<string, string>) =>
  [...shape].find(
    ([name, schema]) => mediaTypeOf(schema) && !given.has(name) && !schema.safeParse(undefined).success,
  )?.[0] ?? "";

/** A cell as its field's schema takes it: text, else a number, a truth value, a list or an object as JSON. */
function readCell(schema: z.ZodType | undefined, cell: string): unknown {
  if (!schema || schema.safeParse(cell).success) return cell;
  const text = cell.trim();
  try {
    return JSON.parse(/^(true|false)$/i.test(text) ? text.toLowerCase() : text);
  } catch {
    return cell; // the check names the field
  }
}
