/** The words of a style profile. Without zod, so that pages can import them. */

export const lightings = ["soft", "dramatic", "natural"] as const;
export const moods = ["calm", "energetic", "sophisticated"] as const;
export const textures = ["smooth", "natural", "detailed", "film", "silk"] as const;
export const profileSources = ["reference", "preset", "video"] as const;
export const stylePresets = ["minimal", "cinematic", "luxury"] as const;

export type Lighting = (typeof lightings)[number];
export type Mood = (typeof moods)[number];
export type Texture = (typeof textures)[number];
export type StylePreset = (typeof stylePresets)[number];

/** What describes a look in words and colours. */
export type Look = { colors: string[]; lighting: Lighting; mood: Mood; texture: Texture };
