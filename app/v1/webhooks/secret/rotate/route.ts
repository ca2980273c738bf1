import { rotateSecret } from "@/db/webhook-rotations";
import { Problem } from "@/lib/errors";
import { rotateRequest } from "@/lib/schemas/delivery";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { secretAnswer } from "@/server/api/serializers/webhook-secret";

export const POST = defineRoute("key", async ({ request, key }) => {
  const { overlap } = await readBody(rotateRequest, request);
  if (!(await rotateSecret(key.id, overlap))) {
    const detail =
      'The secret before still signs. Rotate again when it has stopped, or end it at once with "overlap": 0.';
    throw new Problem("conflict", detail);
  }
  return secretAnswer(key.id);
});
