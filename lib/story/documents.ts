import type { z } from "zod";
import { fittedTo, totalOf } from "./lengths";
import { sceneSeconds, shotSeconds } from "./limits";
import { type Read, readAnswer } from "./read-answer";
import { filmStyle, type Script, type Storyboard, script, storyboard } from "./schemas";

/**
 * Reads a script and a storyboard from the text of their step. What a person wrote is used as it is; small faults of a
 * model's answer are corrected here, because another request would cost money.
 */

/** Marks the text of a step that a person wrote. */
const handMark = { by_hand: true };

/** A document as the text of its step. */
export const writtenByHand = (value: object): string => JSON.stringify({ ...handMark, ...value }, null, 2);

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isByHand = (json: unknown) => isObject(json) && json.by_hand === true;

/** The JSON without the mark, and what else models often get slightly wrong. */
function tidy(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(tidy);
  if (!isObject(json)) return json;
  const { by_hand: _, ...rest } = json;
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, (fields[name] ?? tidy)(value ?? (name in fields ? value : ""))]),
  );
}

const hexes = (value: unknown) => [value].flat().flatMap((one) => String(one).match(/#[0-9a-f]{6}\b/gi) ?? []);
const word = (value: unknown) =>
  typeof value === "string"
    ? value
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, "_")
    : value;
const number = (value: unknown) =>
  typeof value === "string" && value.trim() !== "" ? Number.parseFloat(value) : value;

/** How to correct a field, by its name. */
const fields: Record<string, (value: unknown) => unknown> = {
  color_palette: hexes,
  camera_movement: word,
  shot_type: word,
  style: word,
  duration: number,
  scene_number: number,
};

/** Reads an answer, and whether a person wrote it. */
function read<S extends z.ZodType>(schema: S, text: string): Read<z.output<S>> & { byHand?: boolean } {
  let byHand = false;
  const found = readAnswer(schema, text, (json) => {
    byHand = isByHand(json);
    return tidy(json);
  });
  return { ...found, byHand };
}

export const readStyle = (text: string) => read(filmStyle, text);

/** `seconds` and `scenes`: what the recipe requested. `most`: how many scenes there can be. */
export type ScriptRules = { seconds: number; scenes: number; most: number };

export function readScript(text: string, { seconds, scenes, most }: ScriptRules): Read<Script> {
  const { value, fault, byHand } = read(script, text);
  if (!value) return { fault };
  if (byHand) return { value };
  const { structure } = value;
  const count = structure.scenes.length;
  if (count < scenes / 2 || count > Math.min(most, scenes * 2))
    return { fault: `The script has ${count} scenes, and about ${scenes} were asked for, at most ${most}.` };
  const fitted = fittedTo(structure.scenes, seconds, sceneSeconds);
  if (!fitted)
    return { fault: `The scenes take ${totalOf(structure.scenes)} seconds in all, and ${seconds} were asked for.` };
  return { value: { ...value, structure: { ...structure, scenes: fitted } } };
}

/** `shots`: at most. `longest`: seconds of a shot. */
export type BoardRules = { script: Script; shots: number; longest: number };

const mostShotsOfScene = 3;

/** What a person may write as a storyboard: the shots are as long as they want, up to what can be made. */
export const storyboardWithin = (longest: number) =>
  storyboard.superRefine(({ shots }, context) => {
    for (const [i, { duration }] of shots.entries()) {
      if (duration <= longest) continue;
      const message = `A shot can have ${longest} seconds at most here.`;
      context.addIssue({ code: "custom", path: ["shots", i, "duration"], message });
    }
  });

export function readStoryboard(text: string, { script, shots: most, longest }: BoardRules): Read<Storyboard> {
  const { value, fault, byHand } = read(storyboard, text);
  if (!value) return { fault };
  if (byHand) {
    const { data, error } = storyboardWithin(longest).safeParse(value);
    return data ? { value: data } : { fault: error.issues.map(({ message }) => message).join(" ") };
  }
  const shots = value.shots.toSorted((a, b) => a.scene_number - b.scene_number);
  if (shots.length > most)
    return { fault: `The storyboard has ${shots.length} shots, and at most ${most} are allowed.` };
  const scenes = script.structure.scenes.map((_, i) => i + 1);
  const unknown = shots.find(({ scene_number: scene }) => scene > scenes.length);
  if (unknown) return { fault: `The script has no scene ${unknown.scene_number}; it has ${scenes.length} scenes.` };
  for (const scene of scenes) {
    const count = shots.filter((shot) => shot.scene_number === scene).length;
    if (count < 1 || count > mostShotsOfScene)
      return { fault: `Scene ${scene} has ${count} shots, and each scene needs 1 to ${mostShotsOfScene}.` };
  }
  const seconds = totalOf(script.structure.scenes);
  const fitted = fittedTo(shots, seconds, { min: shotSeconds.min, max: longest });
  if (!fitted)
    return {
      fault: `The shots take ${totalOf(shots)} seconds in all. They must take ${seconds}, and each one ${shotSeconds.min} to ${longest}.`,
    };
  return { value: { shots: fitted } };
}
