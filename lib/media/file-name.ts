/** Control characters, marks that turn the direction of text, and what a file system does not allow in a name. */
const unsafe = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069"*/:<>?\\|]+/gu;
/** Names that Windows keeps for devices, with any extension. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A text as the name of a file, without its extension, that every common file system accepts; null if nothing is left. */
export function safeFileName(text: string): string | null {
  const name = text.normalize("NFC").replace(unsafe, " ").replace(/\s+/g, " ");
  const short = [...name.replace(/^[\s.]+/, "")].slice(0, 80).join("");
  return short.replace(/[\s.]+$/, "").replace(devices, "$1-") || null;
}
