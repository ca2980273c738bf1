import { createHash } from "node:crypto";

/**
 * The bucket key for a direct upload until it is stored as an asset. It contains the owner, so that an upload's id is
 * worthless to any other key.
 */
export function incomingKey(keyId: string, id: string): string {
  return `incoming/${createHash("sha256").update(keyId).digest("hex").slice(0, 32)}/${id}`;
}

/** Seconds for which the upload URL works. */
export const incomingSeconds = 3600;

/** Whether it is a direct upload that can no longer be completed. */
export const isLeftIncoming = (key: string, modifiedAt: Date, now: number) =>
  /^incoming\/[0-9a-f]{32}\/[0-9a-f-]{36}$/.test(key) && modifiedAt.getTime() < now - 2 * incomingSeconds * 1000;
