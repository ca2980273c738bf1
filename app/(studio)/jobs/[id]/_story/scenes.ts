import { longest } from "@/lib/story/limits";
import type { Script } from "@/lib/story/schemas";
import { halvesOf, newId } from "./parts";

type Scene = Script["structure"]["scenes"][number];
/** A scene in the editor. `id` stays the same while the scene is moved and changed. */
export type EditedScene = { id: string; scene: Scene };
export type EditedScript = { script: Script; scenes: EditedScene[] };

export const asEdited = (script: Script): EditedScript => ({
  script,
  scenes: script.structure.scenes.map((scene, i) => ({ id: `scene-${i + 1}`, scene })),
});
export const asScript = ({ script, scenes }: EditedScript): Script => ({
  ...script,
  structure: { ...script.structure, scenes: scenes.map(({ scene }) => scene) },
});

/** Changes the scenes. The whole script as one text follows them. */
export function withScenes({ script }: EditedScript, scenes: EditedScene[]): EditedScript {
  const content = scenes
    .map(({ scene: { title, description, dialogue } }) => [title, description, dialogue].filter(Boolean).join("\n"))
    .join("\n\n")
    .slice(0, longest.content);
  return { script: { ...script, content }, scenes };
}

export const changeScene = (scenes: EditedScene[], id: string, change: Partial<Scene>): EditedScene[] =>
  scenes.map((one) => (one.id === id ? { id, scene: { ...one.scene, ...change } } : one));

/** The usual length of a scene. */
const newSeconds = 8;

/** Adds an empty scene after the one at `place`. */
export function addAfter(edited: EditedScene[], place: number): { edited: EditedScene[]; id: string } {
  const id = newId();
  const words = { title: "", description: "", dialogue: "", visual_notes: "", audio_notes: "" };
  return { edited: edited.toSpliced(place + 1, 0, { id, scene: { ...words, duration: newSeconds } }), id };
}

/** Makes two scenes of one. */
export function splitAt(edited: EditedScene[], place: number): { edited: EditedScene[]; id: string } {
  const id = newId();
  const whole = edited[place];
  if (!whole) return { edited, id };
  const [first, second] = halvesOf(whole.scene);
  return { edited: edited.toSpliced(place, 1, { id: whole.id, scene: first }, { id, scene: second }), id };
}

/** The name of a field with an error; that of a scene by its id, since the scenes may have moved meanwhile. */
export function scriptFieldOf(pointer: string, { scenes }: EditedScript): string {
  const [, place, field] = /^\/output\/structure\/scenes\/(\d+)(?:\/(\w+))?/.exec(pointer) ?? [];
  if (place === undefined) return pointer.replace("/output/", "");
  const found = scenes[Number(place)];
  return found ? `${found.id}/${field ?? "description"}` : "";
}
