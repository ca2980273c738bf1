import { and, eq, gt, lt } from "drizzle-orm";
import { database } from "./core/client";
import { idempotency } from "./schema";

export type Once = { idempotencyKey: string; bodyHash: string };

export async function findIdempotent(keyId: string, idempotencyKey: string) {
  const db = await database();
  const [row] = await db
    .select()
    .from(idempotency)
    .where(
      and(
        eq(idempotency.keyId, keyId),
        eq(idempotency.idempotencyKey, idempotencyKey),
        gt(idempotency.createdAt, new Date(Date.now() - 86_400_000)),
      ),
    );
  return row;
}

/** Forgets an Idempotency-Key that is older than its 24 hours, so that it can be used again. */
export async function forgetIdempotent(keyId: string, idempotencyKey: string): Promise<void> {
  const db = await database();
  await db
    .delete(idempotency)
    .where(
      and(
        eq(idempotency.keyId, keyId),
        eq(idempotency.idempotencyKey, idempotencyKey),
        lt(idempotency.createdAt, new Date(Date.now() - 86_400_000)),
      ),
    );
}
