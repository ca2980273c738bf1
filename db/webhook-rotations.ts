import { eq, lte, sql } from "drizzle-orm";
import { database } from "./core/client";
import { webhookRotations } from "./schema";

export type Rotation = typeof webhookRotations.$inferSelect;

/**
 * How often a key's webhook secret was rotated, and until when the previous secret signs; undefined when it never was.
 */
export async function findRotation(keyId: string): Promise<Rotation | undefined> {
  const db = await database();
  const [rotation] = await db.select().from(webhookRotations).where(eq(webhookRotations.keyId, keyId));
  return rotation;
}

/**
 * Rotates a key's webhook secret. False while an earlier rotation overlaps: receivers with the oldest secret would be
 * cut off. With an overlap of 0 it always rotates, and every earlier secret stops.
 */
export async function rotateSecret(keyId: string, overlapSeconds: number, now = Date.now()): Promise<boolean> {
  const db = await database();
  const rotated = { rotatedAt: new Date(now), previousUntil: new Date(now + overlapSeconds * 1000) };
  const written = await db
    .insert(webhookRotations)
    .values({ keyId, rotations: 1, ...rotated })
    .onConflictDoUpdate({
      target: webhookRotations.keyId,
      set: { rotations: sql`rotations + 1`, ...rotated },
      setWhere: overlapSeconds === 0 ? undefined : lte(webhookRotations.previousUntil, new Date(now)),
    });
  return written.rowsAffected > 0;
}
