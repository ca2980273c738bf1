import { fileTypeFromFile } from "file-type";
import type { MediaType } from "../schemas/job";

export type Sniffed = { type: MediaType; contentType: string; extension: string };

/** What we take, by the name the bytes are recognised under. One that is not here is not media to us. */
const taken: Record<string, Sniffed> = {
  jpg: { type: "image", contentType: "image/jpeg", extension: "jpg" },
  png: { type: "image", contentType: "image/png", extension: "png" },
  webp: { type: "image", contentType: "image/webp", extension: "webp" },
  mp4: { type: "video", contentType: "video/mp4", extension: "mp4" },
  m4v: { type: "video", contentType: "video/mp4", extension: "mp4" },
  mov: { type: "video", contentType: "video/quicktime", extension: "mov" },
  webm: { type: "video", contentType: "video/webm", extension: "webm" },
  mkv: { type: "video", contentType: "video/matroska", extension: "mkv" },
  mp3: { type: "audio", contentType: "audio/mpeg", extension: "mp3" },
  wav: { type: "audio", contentType: "audio/wav", extension: "wav" },
  ogg: { type: "audio", contentType: "audio/ogg", extension: "ogg" },
  oga: { type: "audio", contentType: "audio/ogg", extension: "ogg" },
  opus: { type: "audio", contentType: "audio/ogg", extension: "ogg" },
  flac: { type: "audio", contentType: "audio/flac", extension: "flac" },
  m4a: { type: "audio", contentType: "audio/mp4", extension: "m4a" },
};

/** What we take after having turned it into one of these (`prepare`), by the same names. */
const converted = {
  heic: { type: "image", contentType: "image/heic", extension: "heic" },
  avif: { type: "image", contentType: "image/avif", extension: "avif" },
  gif: { type: "image", contentType: "image/gif", extension: "gif" },
  apng: { type: "image", contentType: "image/apng", extension: "apng" },
} satisfies Record<string, Sniffed>;

const takenKinds = "JPEG, PNG, WebP, AVIF, HEIC or GIF; MP4, MOV, WebM or MKV; MP3, WAV, OGG, FLAC or M4A";

/**
 * What a file is, by its bytes and never by its name. Null is "not media we keep": playlists, SVG, PDF, HEIC, GIF,
 * animated PNG, text, an empty file. Says nothing about whether it can be played: `inspect` does.
 */
export const sniff = (path: string): Promise<Sniffed | null> => sniffIn(taken, path);

/** The same of what is kept as something else. */
export const sniffConverted = (path: string): Promise<Sniffed | null> => sniffIn(converted, path);

async function sniffIn(kinds: Record<string, Sniffed>, path: string): Promise<Sniffed | null> {
  const found = await fileTypeFromFile(path);
  return (found && Object.hasOwn(kinds, found.ext) && kinds[found.ext]) || null;
}

/** For people: what a file is that is not taken, and what is. */
export const notTaken = async (path: string): Promise<string> =>
  `${(await foreignType(path)) ?? "The file is not a supported image, video or audio format"}: send ${takenKinds}`;

/** For people: the type of a file that is not taken; null when its bytes do not tell. */
export async function foreignType(path: string): Promise<string | null> {
  const found = await fileTypeFromFile(path);
  return found ? `The file type ${found.mime} is not supported` : null;
}
