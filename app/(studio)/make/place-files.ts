import type { Output } from "@/lib/schemas/job";
import { isFor, type MediaItem, nameOfAsset } from "./media-items";
import type { MediaField } from "./schema-form";

/** A file, the URL of one, or a file of the library. */
export type Given = File | string | Output;
type Placed = { field: MediaField; given: Given };
/** A file without room: the fields that could take it in place of another one. */
export type Crowded = { given: Given; fields: MediaField[] };

/**
 * Finds a field for each file: the requested one, else the first of its type with room. The only picture that a form needs
 * gives way to a new one; where it needs several, a person chooses. An unsuitable file goes to the only field, if there is
 * just one, which shows the error.
 */
export function placeFiles(
  all: Given[],
  fields: MediaField[],
  items: Record<string, MediaItem[]>,
  only?: string,
): { placed: Placed[]; crowded: Crowded[]; homeless: Given[] } {
  const placed: Placed[] = [];
  const crowded: Crowded[] = [];
  const homeless: Given[] = [];
  const taken = new Map(fields.map((field) => [field.name, items[field.name]?.length ?? 0]));
  const hasRoom = ({ name, max }: MediaField) => (taken.get(name) ?? 0) < max;
  for (const given of all) {
    const fitting = fields.filter((field) => fits(field, given));
    const wanted = fields.find(({ name }) => name === only);
    const [needed, ...others] = fitting.filter(({ required }) => required);
    // A link may be of any type, a file may be for another field, and of several at once the next ones go elsewhere.
    const isFree = typeof given !== "string" && !wanted && !placed.some(({ field }) => field === needed);
    const main = isFree && others.length === 0 ? needed : undefined;
    const gives = [main, fitting.length === 1 ? fitting[0] : undefined].find((field) => field && !field.many);
    const alone = fields.length === 1 && fitting.length === 0 ? fields[0] : undefined;
    const field =
      (wanted && (hasRoom(wanted) || !wanted.many) ? wanted : undefined) ?? gives ?? fitting.find(hasRoom) ?? alone;
    if (field) {
      placed.push({ field, given });
      taken.set(field.name, (taken.get(field.name) ?? 0) + 1);
    } else if (fitting.length > 0) crowded.push({ given, fields: wanted ? [wanted] : fitting });
    else homeless.push(given);
  }
  return { placed, crowded, homeless };
}

function fits(field: MediaField, given: Given): boolean {
  if (typeof given === "string") return true;
  return given instanceof File ? isFor(field, given) : given.type === field.media;
}

export function nameOfGiven(given: Given): string {
  if (typeof given === "string") return given;
  return given instanceof File ? given.name : nameOfAsset(given);
}

/**
 * The files of a form for another one: what its own fields have, else those of the same field or of the next field of
 * their type with room.
 */
export function carriedFiles(
  fields: MediaField[],
  from: Record<string, MediaItem[]>,
  own: Record<string, MediaItem[]> = {},
): Record<string, MediaItem[]> {
  if (Object.values(own).some((items) => items.length > 0)) return own;
  const result: Record<string, MediaItem[]> = {};
  const usable = ({ type, problem }: MediaItem) => type !== "file" && problem === null;
  for (const [name, items] of Object.entries(from))
    for (const item of items.filter(usable)) {
      const fitting = fields.filter(
        ({ media, ...field }) => media === item.type && (result[field.name]?.length ?? 0) < field.max,
      );
      const field = fitting.find((one) => one.name === name) ?? fitting.find(({ required }) => required) ?? fitting[0];
      if (field) result[field.name] = [...(result[field.name] ?? []), item];
    }
  return result;
}
