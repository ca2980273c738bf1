import { createHash } from "node:crypto";

/**
 * Where a caller puts a file straight into the bucket, until it is taken in as an asset. The owner is part of the key, so
 * that an upload's id is worth nothing to anybody else.
 */
export function incomingKey(keyId: string, id: string): string {
  return `incoming/${createHash("sha256").update(keyId).digest("hex").slice(0, 32)}/${id}`;
}

/** How long the address that takes the file works. */
export const incomingSeconds = 3600;

/** Whether it is a file that was put there and can be completed no more. */
export const isLeftIncoming = (key: string, modifiedAt: Date, now: number) =>
  /^incoming\/[0-9a-f]{32}\/[0-9a-f-]{36}$/.test(key) && modifiedAt.getTime() < now - 2 * incomingSeconds * 1000;
