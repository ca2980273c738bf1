import { promisify } from "node:util";
import { brotliDecompress, unzip } from "node:zlib";

/** Reads text and JSON from services leniently: compressed bodies, UTF-16, and JSON with `NaN` in it. */

/** The largest size of an answer in bytes after unpacking. */
export const mostUnpacked = 16 * 1024 * 1024;

const unpackers = [promisify(unzip), promisify(brotliDecompress)] as const;

/**
 * The text of a body; null when it is not text. `isGuess`: the body is not valid UTF-8 and was read as Latin-1, so only
 * its ASCII characters are certain.
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

/**
 * Detects gzip and deflate by their first bytes, whatever the header says. A body that does not unpack is returned as
 * is.
 */
async function unpacked(bytes: Uint8Array, encoding: string): Promise<Uint8Array> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const [zip, brotli] = unpackers;
  const unpack = isGzip || /gzip|deflate/i.test(encoding) ? zip : /\bbr\b/i.test(encoding) ? brotli : null;
  return unpack ? unpack(bytes, { maxOutputLength: mostUnpacked }).catch(() => bytes) : bytes;
}

/** Strings, and tokens of other languages that JSON does not allow. */
const oddTokens =
  /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\b(?:Infinity|NaN|nan|inf)\b|\b(?:None|undefined|True|False)\b|,(?=\s*[}\]])/g;
const inJson: Record<string, string> = { True: "true", False: "false", ",": "" };

/** Parses JSON. `NaN` and the like become null; JSON inside a string or a one-item list is unwrapped. */
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

/** A number too long to be exact: an id must be kept as text, or it would become another id. */
const longId = /("id"\s*:\s*)(\d{16,})(?=\s*[,}])/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "").replace(longId, '$1"$2"'));
  } catch {
    return undefined;
  }
}
