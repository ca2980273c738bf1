import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function encode(time: number, entropy: Uint8Array): string {
  let id = "";
  for (let rest = time, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) id = ALPHABET[rest % 32] + id;
  let bits = 0;
  let value = 0;
  for (const byte of entropy.subarray(0, 10)) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) id += ALPHABET[(value >> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return id;
}

export const ulid = (time = Date.now()): string => encode(time, randomBytes(10));

/**
 * The id of the n-th event of a request with a seed (`<ms>,<entropy>`). The SDK repeats the seed when it repeats the
 * request, so the repeated events have the same ids.
 */
export function seededUlid(seed: string | undefined, n: number): string {
  const [time, entropy] = seed?.split(",", 2) ?? [];
  const ms = Number(time);
  if (!entropy || !Number.isSafeInteger(ms) || ms < 0 || ms >= 2 ** 48) return ulid();
  return encode(ms, createHash("sha256").update(`${entropy},${n}`).digest());
}

export const isUlid = (text: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
