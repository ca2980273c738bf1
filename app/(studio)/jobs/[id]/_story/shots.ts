import type { Shot, Storyboard } from "@/lib/story/schemas";
import { halvesOf, newId } from "./parts";

/** A shot in the editor. `id` stays the same while the shot is moved and changed. */
export type EditedShot = { id: string; shot: Shot };

export const asEdited = ({ shots }: Storyboard): EditedShot[] =>
  shots.map((shot, i) => ({ id: `shot-${i + 1}`, shot }));
export const asStoryboard = (edited: EditedShot[]): Storyboard => ({ shots: edited.map(({ shot }) => shot) });

const newSeconds = 3;

/** Adds an empty shot after the one at `place`, in its scene and its light. */
export function addAfter(edited: EditedShot[], place: number, longest: number): { edited: EditedShot[]; id: string } {
  const before = edited[place]?.shot;
  const id = newId();
  const shot: Shot = {
    ...{ scene_number: before?.scene_number ?? 1, title: "", description: "", dialogue: "" },
    ...{ camera_movement: "static", shot_type: "medium", duration: Math.min(newSeconds, longest) },
    ...{ composition_notes: "", lighting: before?.lighting ?? "", color_palette: before?.color_palette ?? [] },
  };
  return { edited: edited.toSpliced(place + 1, 0, { id, shot }), id };
}

/** Makes two shots of one. */
export function splitAt(edited: EditedShot[], place: number): { edited: EditedShot[]; id: string } {
  const id = newId();
  const whole = edited[place];
  if (!whole) return { edited, id };
  const [first, second] = halvesOf(whole.shot);
  return { edited: edited.toSpliced(place, 1, { id: whole.id, shot: first }, { id, shot: second }), id };
}

export const changeShot = (edited: EditedShot[], id: string, change: Partial<Shot>): EditedShot[] =>
  edited.map((one) => (one.id === id ? { id, shot: { ...one.shot, ...change } } : one));

/** The name of a field with an error: by the shot's id, since the shots may have moved before the answer arrives. */
export function shotFieldOf(pointer: string, edited: EditedShot[]): string {
  const [, place, field] = /^\/output\/shots\/(\d+)(?:\/(\w+))?/.exec(pointer) ?? [];
  const found = place === undefined ? undefined : edited[Number(place)];
  return found ? `${found.id}/${field ?? "description"}` : "";
}
