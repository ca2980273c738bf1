import type { z } from "zod";
import { findRotation } from "@/db/webhook-rotations";
import { webhookSecret } from "@/lib/crypto/webhook-signature";
import type { webhookSecretSchema } from "@/lib/schemas/delivery";

/** A key's webhook secret. */
export async function presentSecret(keyId: string): Promise<z.output<typeof webhookSecretSchema>> {
  const rotation = await findRotation(keyId);
  const until = rotation?.previousUntil;
  return {
    object: "webhook_secret",
    secret: webhookSecret(keyId, rotation?.rotations),
    rotatedAt: rotation?.rotatedAt.toISOString() ?? null,
    previousUntil: until && until.getTime() > Date.now() ? until.toISOString() : null,
  };
}
