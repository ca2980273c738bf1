import { seeded, shuffled } from "../random";
import { filmWordsZh } from "./film-chinese";
import { filmWordsEn } from "./film-english";
import type { Beat, FilmWords } from "./film-words";
import { hasHan } from "./story";

/**
 * Writes the style, script and storyboard of a film, for requests whose JSON Schema asks for one and whose prompt is a JSON
 * object. The same request and seed give the same answer.
 */

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** The fault markers to pass on with a shot; without a number, those for every shot. */
export type Carried = (shot?: number) => string;

export function tellFilm(schema: unknown, prompt: string, seed: number, carried: Carried): Json | null {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const tell = "structure" in properties ? tellScript : "shots" in properties ? tellShots : tellStyle;
  if (tell === tellStyle && !("visual_style" in properties)) return null;
  const asked = jsonOf(prompt);
  return asked && tell(asked, seed, carried);
}

function jsonOf(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const textIn = (from: unknown, name: string): string => {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === "string" ? value : "";
};
const numberIn = (from: unknown, name: string, otherwise: number): number => {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
};
const listIn = (from: unknown, name: string): unknown[] => {
  const value = isObject(from) ? from[name] : undefined;
  return Array.isArray(value) ? value : [];
};

const tenths = (seconds: number) => Math.round(seconds * 10) / 10;
const wordsOf = (text: string): FilmWords => (hasHan(text) ? filmWordsZh : filmWordsEn);

/** The first listed style that the topic mentions; else one that the topic's letters choose. */
function tellStyle(asked: Json, seed: number): Json {
  const topic = textIn(asked, "topic");
  const listed = listIn(asked, "styles").filter(isObject);
  const ids = listed.map((one) => textIn(one, "id"));
  const named = ids.find((id) => topic.toLowerCase().includes(id));
  const style = named ?? ids[seed % Math.max(1, ids.length)] ?? "cinematic";
  const words = wordsOf(topic);
  const own = listed.find((one) => one.id === style);
  return {
    ...{ style, style_tags: [style], visual_style: textIn(own, "look") || style, mood: textIn(own, "mood") || style },
    color_palette: listIn(own, "color_palette"),
    reasoning: words.because(style),
  };
}

/** The beats of a film in order: the first and the last one, and some of those between; in long films they come again. */
function beatsFor({ beats }: FilmWords, count: number, random: () => number): Beat[] {
  const [first, ...rest] = beats;
  const last = rest.pop() ?? first;
  const left = shuffled(random, [...rest.keys()]);
  const between = Array.from({ length: Math.max(0, count - 2) }, (_, i) => ({
    round: Math.floor(i / rest.length),
    at: left[i % rest.length] ?? 0,
  }));
  const told = between.sort((a, b) => a.round - b.round || a.at - b.at).map(({ at }) => rest[at] ?? first);
  return count < 2 ? [first] : [first, ...told, last];
}

function tellScript(asked: Json, seed: number, carried: Carried): Json {
  const topic = textIn(asked, "topic");
  const words = textIn(asked, "narration_language").startsWith("en") ? filmWordsEn : wordsOf(topic);
  const subject = words.subject(topic);
  const count = Math.max(1, numberIn(asked, "scenes", 3));
  const duration = tenths(numberIn(asked, "seconds", 30) / count);
  const scenes = beatsFor(words, count, seeded(seed)).map((beat, i) => ({
    title: `${beat.title}`,
    description: beat.seen(subject),
    dialogue: words.within([i === 0 ? words.opening(subject) : "", ...beat.said], duration - 1.5),
    duration,
    visual_notes: beat.light,
    audio_notes: words.sound,
  }));
  return {
    title: words.title(subject),
    synopsis: `${words.synopsis(subject)}${carried()}`,
    content: scenes.map(({ title, description, dialogue }) => [title, description, dialogue].join("\n")).join("\n\n"),
    structure: { opening: words.begins, scenes, closing: words.ends, narrator: words.narrator },
  };
}

const types = ["wide", "medium", "close_up", "extreme_wide", "medium_close", "medium_wide", "extreme_close"];
const movements = [
  "pan_right",
  "zoom_in",
  "tracking",
  "tilt_up",
  "zoom_out",
  "pan_left",
  "dolly",
  "tilt_down",
  "static",
];

function tellShots(asked: Json, seed: number, carried: Carried): Json {
  const scenes = listIn(isObject(asked.script) ? asked.script.structure : null, "scenes");
  const [longest, most] = [numberIn(asked, "longest_shot", 10), numberIn(asked, "most_shots", 60)];
  const lengths = scenes.map((scene) => numberIn(scene, "duration", 5));
  const counts = lengths.map((seconds) => Math.max(1, Math.ceil(seconds / longest)));
  for (const [i, seconds] of lengths.entries()) {
    const total = counts.reduce((sum, one) => sum + one, 0);
    const count = counts[i] ?? 1;
    if (total < most && count < 2 && seconds >= 6) counts[i] = count + 1;
  }
  const moves = shuffled(seeded(seed), movements);
  let number = 0;
  const shots = scenes.flatMap((scene, i) => {
    const [text, dialogue] = [textIn(scene, "description"), textIn(scene, "dialogue")];
    const words = wordsOf(text);
    const count = Math.min(3, counts[i] ?? 1);
    const spoken = words.sentences(dialogue);
    return Array.from({ length: count }, (_, j) => {
      number += 1;
      const share = Math.ceil(spoken.length / count);
      return {
        scene_number: i + 1,
        title: textIn(scene, "title"),
        description: `${text}${words.detail(j)}${carried(number)}`,
        dialogue: spoken.slice(j * share, (j + 1) * share).join(words.gap),
        camera_movement: moves[(number - 1) % moves.length],
        shot_type: types[(number - 1) % types.length],
        duration: tenths((lengths[i] ?? 5) / count),
        composition_notes: words.composition,
        lighting: textIn(scene, "visual_notes"),
        color_palette: listIn(asked.style, "color_palette"),
      };
    });
  });
  return { shots };
}
