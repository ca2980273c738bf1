import type { Cut } from "@/lib/schemas/cut";
import { canonicalJson } from "@/lib/schemas/json-safety";
import type { Cue, CutShot } from "./cut-types";

/** A cut with an id for each shot and subtitle, so that a part keeps its identity when others move. */

export type EditedShot = CutShot & { id: string };
export type EditedCue = Cue & { id: string };
export type EditedCut = Omit<Cut, "shots" | "subtitles"> & { shots: EditedShot[]; subtitles: EditedCue[] };

let made = 0;
export const newId = () => `part-${++made}-${Math.random().toString(36).slice(2, 8)}`;

export const editedOf = (cut: Cut): EditedCut => ({
  ...cut,
  shots: cut.shots.map((shot) => ({ ...shot, id: newId() })),
  subtitles: cut.subtitles.map((cue) => ({ ...cue, id: newId() })),
});

/** The cut for the API: subtitles in the order of the film, without those that say nothing. */
export const cutOf = (edited: EditedCut): Cut => ({
  ...edited,
  shots: edited.shots.map(({ id, ...shot }) => shot),
  title: edited.title?.text.trim() ? { ...edited.title, text: edited.title.text.trim() } : null,
  subtitles: edited.subtitles
    .filter(({ text }) => text.trim() !== "")
    .toSorted((a, b) => a.from - b.from)
    .map(({ id, ...cue }) => cue),
});

/** Equal for equal cuts: the server writes the fields in an order of its own. */
export const textOf = (edited: EditedCut) => canonicalJson(cutOf(edited));

/** Times are whole milliseconds. */
export const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000;
