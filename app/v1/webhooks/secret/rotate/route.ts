import { door } from "@/app/door";
import { secretAnswer } from "@/app/present/webhook-secret";
import { readBody } from "@/app/read";
import { rotateSecret } from "@/db/webhook-rotations";
import { rotateRequest } from "@/lib/delivery";
import { Problem } from "@/lib/errors";

export const POST = door("key", async ({ request, key }) => {
  const { overlap } = await readBody(rotateRequest, request);
  if (!(await rotateSecret(key.id, overlap))) {
    const detail =
      'The secret before still signs. Rotate again when it has stopped, or end it at once with "overlap": 0.';
    throw new Problem("conflict", detail);
  }
  return secretAnswer(key.id);
});
