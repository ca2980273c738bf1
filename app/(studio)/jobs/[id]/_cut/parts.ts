/** What the fields beside the preview are about. */
export const parts = ["shot", "title", "sound", "subtitles"] as const;
export type Part = (typeof parts)[number];
