import type { Look } from "../media/look";
import { pick, seeded, shuffled } from "../random";
import { chinese } from "./chinese";
import { english } from "./english";
import { type Language, type Light, SHOTS, type Shot } from "./language";

/** Each third changes the distance, so that the first three scenes already make a film. */
const ORDERS: readonly [Shot[], ...Shot[][]] = [
  ["wide", "close", "above", "track", "out"],
  ["medium", "above", "close", "lateral", "out"],
  ["wide", "track", "close", "orbit", "out"],
  ["medium", "close", "orbit", "above", "out"],
  ["wide", "lateral", "close", "above", "orbit"],
];

/** How the light changes over a day, from the picture's light on. */
const DAYS: Record<"bright" | "dark" | "warm", readonly [Light[], ...Light[][]]> = {
  bright: [
    ["sunny", "dusk", "night", "fog", "dawn"],
    ["sunny", "storm", "dusk", "night", "dawn"],
    ["dawn", "sunny", "night", "storm", "dusk"],
  ],
  warm: [
    ["dusk", "night", "dawn", "sunny", "fog"],
    ["sunny", "dusk", "night", "dawn", "storm"],
  ],
  dark: [
    ["night", "dawn", "dusk", "fog", "sunny"],
    ["fog", "night", "dawn", "storm", "dusk"],
  ],
};

function dayOf(look: Look): keyof typeof DAYS {
  if (look.brightness < 0.36) return "dark";
  return look.warmth > 0.12 ? "warm" : "bright";
}

function shortened(clause: string, longest: number): string {
  const letters = [...clause];
  if (letters.length <= longest) return clause;
  const cut = letters.slice(0, longest).join("");
  return cut.slice(0, Math.max(cut.lastIndexOf(" "), cut.lastIndexOf("，"), longest * 0.6)).trim();
}

export const hasHan = (text: string): boolean => /[\u3400-\u9fff]/.test(text);

/** Writes the next `count` scenes of a picture; the same picture, prompts and seed give the same text. */
export function tellScenes(look: Look, prompt: string, systemPrompt: string, seed: number, count: number): string[] {
  const language: Language = hasHan(prompt.trim() || systemPrompt) ? chinese : english;
  const random = seeded(seed);
  const shots = pick(random, ORDERS);
  const lights = pick(random, DAYS[dayOf(look)]);
  const clauses = prompt
    .split(language.clauses)
    .map((clause) => shortened(clause.trim(), language.longest))
    .filter((clause) => clause !== "");
  const spare = shuffled(random, SHOTS);
  return Array.from({ length: count }, (_, nth) =>
    language.tell({
      shot: shots[nth] ?? spare[nth % spare.length] ?? "wide",
      light: lights[nth % lights.length] ?? "sunny",
      look,
      told: clauses[nth] ?? "",
      nth,
      random,
    }),
  );
}
