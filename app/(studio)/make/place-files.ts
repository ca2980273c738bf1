import { isFor, type MediaItem } from "./media-items";
import type { MediaField } from "./schema-form";

type Placed = { field: MediaField; file: File };

/**
 * Finds a field for each file: the requested one, else the first of its type with room, else the first of its type (a
 * new picture replaces the old one). An unsuitable file goes to the only field, if there is just one, which shows the
 * error.
 */
export function placeFiles(files: File[], fields: MediaField[], items: Record<string, MediaItem[]>, only?: string) {
  const placed: Placed[] = [];
  const homeless: File[] = [];
  const taken = new Map(fields.map((field) => [field.name, items[field.name]?.length ?? 0]));
  for (const file of files) {
    const open = fields.filter((one) => !one.many || (taken.get(one.name) ?? 0) < one.max);
    const fitting = open.filter((field) => isFor(field, file));
    const field =
      open.find((one) => one.name === only) ??
      fitting.find((one) => (taken.get(one.name) ?? 0) < one.max) ??
      fitting[0] ??
      (fields.length === 1 ? open[0] : undefined);
    if (!field) homeless.push(file);
    else {
      placed.push({ field, file });
      taken.set(field.name, (taken.get(field.name) ?? 0) + 1);
    }
  }
  return { placed, homeless };
}
