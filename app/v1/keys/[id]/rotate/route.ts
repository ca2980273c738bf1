import { door } from "@/app/door";
import { presentKey } from "@/app/present/key";
import { readBody } from "@/app/read";
import { sessionToken } from "@/app/session";
import { rotateKey } from "@/db/keys";
import { Problem } from "@/lib/errors";
import { rotateKeyRequest } from "@/lib/key";
import { keyNamed } from "../../key-named";

export const POST = door("admin", async ({ request, params }) => {
  const { id } = await keyNamed(params.id);
  const { graceSeconds } = await readBody(rotateKeyRequest, request);
  const key = await rotateKey(id, graceSeconds, sessionToken(request));
  if (!key) throw new Problem("conflict", "This key was revoked or has expired: create another one.");
  const headers = { "cache-control": "no-store" };
  return Response.json({ ...presentKey(await keyNamed(id)), key }, { headers });
});
