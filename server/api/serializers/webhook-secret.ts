import type { z } from "zod";
import { findRotation } from "@/db/webhook-rotations";
import { webhookSecret } from "@/lib/crypto/webhook-signature";
import type { webhookSecretSchema } from "@/lib/schemas/delivery";

/** A response with a key's webhook secret, which no cache may store. */
export async function secretAnswer(keyId: string): Promise<Response> {
  const rotation = await findRotation(keyId);
  const until = rotation?.previousUntil;
  const shown: z.output<typeof webhookSecretSchema> = {
    object: "webhook_secret",
    secret: webhookSecret(keyId, rotation?.rotations),
    rotatedAt: rotation?.rotatedAt.toISOString() ?? null,
    previousUntil: until && until.getTime() > Date.now() ? until.toISOString() : null,
  };
  return Response.json(shown, { headers: { "cache-control": "no-store" } });
}
