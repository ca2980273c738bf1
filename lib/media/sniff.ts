import { fileTypeFromFile } from "file-type";

export type MediaType = "image" | "video" | "audio";
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

/**
 * What a file is, by its bytes and never by its name. Null is "not media we take": playlists, SVG, PDF, HEIC, GIF,
 * animated PNG, text, an empty file. Says nothing about whether it can be played: `inspect` does.
 */
export async function sniff(path: string): Promise<Sniffed | null> {
  const found = await fileTypeFromFile(path);
  return (found && Object.hasOwn(taken, found.ext) && taken[found.ext]) || null;
}
