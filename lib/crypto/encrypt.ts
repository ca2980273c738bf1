import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { secret } from "../storage/file-url";

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts text with AES-256-GCM under a key derived from SECRET; returns base64url. `place` is the additional
 * authenticated data, such as `s3Url of <job>`: under any other value the text cannot be decrypted.
 */
export function encrypt(text: string, place: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString("base64url");
}

/** Returns the text; null when it was changed, encrypted for another `place`, or under another SECRET. */
export function decrypt(sealed: string, place: string): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < ivBytes + tagBytes) return null;
  const [iv, text] = [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes, -tagBytes)];
  try {
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(), iv, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

const sealingKey = () => Buffer.from(hkdfSync("sha256", secret(), "", "nextscene seal", 32));
