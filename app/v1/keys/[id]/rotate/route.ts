import { rotateKey } from "@/db/keys";
import { Problem } from "@/lib/errors";
import { rotateKeyRequest } from "@/lib/schemas/key";
import { keyNamed } from "@/server/api/key-named";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentKey } from "@/server/api/serializers/key";
import { sessionToken } from "@/server/api/session";

export const POST = defineRoute("admin", async ({ request, params }) => {
  const { id } = await keyNamed(params.id);
  const { graceSeconds } = await readBody(rotateKeyRequest, request);
  const key = await rotateKey(id, graceSeconds, sessionToken(request));
  if (!key) throw new Problem("conflict", "This key was revoked or has expired. Create a new one.");
  const headers = { "cache-control": "no-store" };
  return Response.json({ ...presentKey(await keyNamed(id)), key }, { headers });
});
