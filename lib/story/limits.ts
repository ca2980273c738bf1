/** The bounds of scripts and storyboards, without zod: forms and schemas read them from here. */

/** Seconds of a film. */
export const filmSeconds = { min: 10, max: 180, default: 30 } as const;
/** Seconds of a shot, of a scene. */
export const shotSeconds = { min: 1, max: 20 } as const;
export const sceneSeconds = { min: 1, max: 180 } as const;
export const mostShots = 60;
export const mostScenes = 60;
export const mostColours = 6;
/** Characters. */
export const longest = { title: 200, text: 2000, content: 20_000 } as const;
/** How far the lengths of the scenes or shots may differ from the requested length. */
export const lengthTolerance = 0.1;

/** The usual number of scenes of a film: about 8 seconds each, at least three. */
export const scenesFor = (seconds: number): number => Math.max(3, Math.round(seconds / 8));
