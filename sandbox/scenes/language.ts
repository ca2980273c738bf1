import type { Look } from "../media/look";

export const LIGHTS = ["sunny", "dawn", "dusk", "night", "fog", "storm"] as const;
export type Light = (typeof LIGHTS)[number];

export const SHOTS = ["wide", "medium", "close", "above", "track", "orbit", "lateral", "out"] as const;
export type Shot = (typeof SHOTS)[number];

/** Everything one paragraph is told from. */
export interface Beat {
  shot: Shot;
  light: Light;
  look: Look;
  /** What the caller's own words say of this beat; empty where they say nothing more. */
  told: string;
  /** 0 at the first, so that no two beats go on in the same words. */
  nth: number;
  random: () => number;
}

export interface Language {
  /** Where one thought of the caller's ends and the next begins. */
  clauses: RegExp;
  /** How much of a thought is taken into a paragraph, in characters. */
  longest: number;
  tell(beat: Beat): string;
}
