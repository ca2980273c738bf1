import type { Look } from "../media/look";

export const LIGHTS = ["sunny", "dawn", "dusk", "night", "fog", "storm"] as const;
export type Light = (typeof LIGHTS)[number];

export const SHOTS = ["wide", "medium", "close", "above", "track", "orbit", "lateral", "out"] as const;
export type Shot = (typeof SHOTS)[number];

/** The input of one paragraph. */
export interface Beat {
  shot: Shot;
  light: Light;
  look: Look;
  /** The part of the prompt for this paragraph; empty when the prompt has no more parts. */
  told: string;
  /** Counted from 0, so that no two paragraphs continue with the same words. */
  nth: number;
  random: () => number;
}

export interface Language {
  /** The separator between the parts of a prompt. */
  clauses: RegExp;
  /** The most characters of a part that go into a paragraph. */
  longest: number;
  tell(beat: Beat): string;
}
