import { promisify } from "node:util";
import { brotliDecompress, unzip } from "node:zlib";

/** What services send as text and JSON, read as far as it can be: compressed, in UTF-16, with `NaN` in it. */

/** The most that an answer may have once it is unpacked. */
export const mostUnpacked = 16 * 1024 * 1024;

const unpackers = [promisify(unzip), promisify(brotliDecompress)] as const;

/**
 * The text of a body; null when it is none. `isGuess`: it is not valid UTF-8, and was read as Latin-1, so that its ASCII
 * is right and its other letters may not be.
 */
export async function textOfBytes(
  bytes: Uint8Array,
  encoding = "",
): Promise<{ text: string; isGuess: boolean } | null> {
  const plain = await unpacked(bytes, encoding);
  const [first = 0, second = 0] = plain;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && plain.length > 1);
  const isUtf16Be = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  if (isUtf16 || isUtf16Be) {
    return { text: new TextDecoder(isUtf16 ? "utf-16le" : "utf-16be").decode(plain), isGuess: false };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(plain), isGuess: false };
  } catch {
    return plain.includes(0) ? null : { text: new TextDecoder("latin1").decode(plain), isGuess: true };
  }
}

/** Gzip and deflate tell of themselves, whatever the header says. What does not unpack is taken as it is. */
async function unpacked(bytes: Uint8Array, encoding: string): Promise<Uint8Array> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const [zip, brotli] = unpackers;
  const unpack = isGzip || /gzip|deflate/i.test(encoding) ? zip : /\bbr\b/i.test(encoding) ? brotli : null;
  return unpack ? unpack(bytes, { maxOutputLength: mostUnpacked }).catch(() => bytes) : bytes;
}

/** Strings, and what other languages write that JSON does not have. */
const oddTokens =
  /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\b(?:Infinity|NaN|nan|inf)\b|\b(?:None|undefined|True|False)\b|,(?=\s*[}\]])/g;
const inJson: Record<string, string> = { True: "true", False: "false", ",": "" };

/** Parses JSON; `NaN` and the like are null, and JSON inside a string or in a list of one is taken out. */
export function parseLoosely(text: string): unknown {
  const value = parsed(text) ?? parsed(repaired(text));
  if (typeof value === "string") return parsed(value);
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function repaired(text: string): string {
  const control = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replace(oddTokens, (token) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break inside a string is what is repaired.
    token.startsWith('"') ? token.replace(/[\u0000-\u001f]/g, control) : (inJson[token] ?? "null"),
  );
}

/** An id beyond what a number holds exactly: as a number it would be another one. */
const longId = /("id"\s*:\s*)(\d{16,})(?=\s*[,}])/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "").replace(longId, '$1"$2"'));
  } catch {
    return undefined;
  }
}
