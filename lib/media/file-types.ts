/** The content types of the media type `file`. A field names those that it accepts. */
export const fileTypes = {
  "image/gif": { name: "GIF", extension: "gif" },
  "text/vtt": { name: "WebVTT", extension: "vtt" },
  "application/x-subrip": { name: "SRT", extension: "srt" },
  "application/json": { name: "JSON", extension: "json" },
  "application/zip": { name: "ZIP", extension: "zip" },
  "application/x-cube": { name: "colour table", extension: "cube" },
} as const;

export type FileType = keyof typeof fileTypes;

export const allFileTypes = Object.keys(fileTypes) as FileType[];

export const isFileType = (contentType: string): contentType is FileType => Object.hasOwn(fileTypes, contentType);

/** For people: "WebVTT (text/vtt) or SRT (application/x-subrip)". */
export const namesOf = (types: readonly FileType[]): string =>
  new Intl.ListFormat("en", { type: "disjunction" }).format(types.map((type) => `${fileTypes[type].name} (${type})`));
