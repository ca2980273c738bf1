import { readFileSync } from "node:fs";
import { CannotStart } from "./startup-error";

/** The text of a settings file; empty when there is none. Windows editors save UTF-16 and byte order marks. */
export function settingsFile(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    throw new CannotStart(`${path} cannot be read (${code}): let this user read it, or remove it.`);
  }
  const encoding = startsWith(bytes, 0xff, 0xfe) ? "utf-16le" : startsWith(bytes, 0xfe, 0xff) ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes); // removes the byte order mark
    if (!text.includes("\0")) return text;
  } catch {
    // The bytes are not valid in this encoding.
  }
  throw new CannotStart(`${path} is not text in UTF-8: save it as UTF-8.`);
}

const startsWith = (bytes: Buffer, ...mark: number[]) => mark.every((byte, i) => bytes[i] === byte);
