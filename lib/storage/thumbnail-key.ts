const ending = ".thumbnail.webp";

/** The key of a file's thumbnail: next to the file, so that both are removed together. */
export const thumbnailKey = (storageKey: string) => `${storageKey}${ending}`;

/** The key of the file that a thumbnail belongs to; undefined when the key is not a thumbnail's. */
export const pictured = (key: string): string | undefined =>
  key.endsWith(ending) ? key.slice(0, -ending.length) : undefined;
