/** What models make, in the order of the form. A file without zod: pages import it. */
export const modelGroups = ["films", "clips", "pictures", "sound_and_text", "tools"] as const;
