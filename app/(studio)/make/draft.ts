import type { MediaItem } from "./media-items";
import type { Value } from "./schema-form";

/** What is typed into the form of a workflow, kept for this tab: it survives navigation, a reload and a crash. */

export type Draft = { values: Record<string, Value>; media: Record<string, KeptFile[]>; review: boolean };
type KeptFile = Pick<MediaItem, "name" | "type" | "contentType" | "url" | "address">;

/** Whose drafts: of a key, and of a copied job (`from`) apart from the empty form. Null on the server: there are none. */
export type DraftPlace = { owner: string; from: string | null };

type Place = DraftPlace | null;
const nameOf = ({ owner, from }: DraftPlace, what: string) => `nextscene:draft:${owner}:${from ?? "new"}:${what}`;

export function readDraft(place: Place, model: string): Draft | null {
  const text = place && read(nameOf(place, model));
  if (!text) return null;
  try {
    return JSON.parse(text) as Draft; // only this file writes it
  } catch {
    return null;
  }
}

/** Null removes it. */
export function writeDraft(place: Place, model: string, draft: Draft | null): void {
  if (place) write(nameOf(place, model), draft && JSON.stringify(draft));
}

/** The workflow that was chosen last, which has the newest draft. */
export const readChosen = (place: Place) => (place && read(nameOf(place, "chosen"))) ?? undefined;
export const writeChosen = (place: Place, model: string) => place && write(nameOf(place, "chosen"), model);

/** The files that can be used again: those that are uploaded, and links. */
export const keptFiles = (items: Record<string, MediaItem[]>): Draft["media"] =>
  Object.fromEntries(
    Object.entries(items)
      .map(([field, all]) => [
        field,
        all
          .filter(({ url, problem }) => url !== null && problem === null)
          .map(({ name, type, contentType, url, address }) => ({ name, type, contentType, url, address })),
      ])
      .filter(([, all]) => all?.length !== 0),
  );

/** Kept files as the form shows them. */
export const itemsOf = (kept: Draft["media"]): Record<string, MediaItem[]> =>
  Object.fromEntries(
    Object.entries(kept).map(([field, all]) => [
      field,
      all.map((file, i) => ({
        ...file,
        key: `kept-${field}-${i}-${file.url}`,
        preview: file.address ?? null,
        progress: 1,
        problem: null,
      })),
    ]),
  );

// A browser may refuse the storage: then there are no drafts.
function read(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, text);
  } catch {}
}
