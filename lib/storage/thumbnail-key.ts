const ending = ".thumbnail.webp";

/** Where the store keeps the small picture of a file: beside it, so that both go together. */
export const thumbnailKey = (storageKey: string) => `${storageKey}${ending}`;

/** The key of the file that a small picture is of; undefined when the key is no such picture's. */
export const pictured = (key: string): string | undefined =>
  key.endsWith(ending) ? key.slice(0, -ending.length) : undefined;
