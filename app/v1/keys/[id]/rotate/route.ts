import { readJsonIfAny } from "@/app/body";
import { door } from "@/app/door";
import { presentKey } from "@/app/present/key";
import { rotateKey } from "@/db/keys";
import { Problem } from "@/lib/errors";
import { rotateKeyRequest } from "@/lib/key";
import { readBody } from "@/lib/refuse";
import { keyNamed } from "../../key-named";

export const POST = door("admin", async ({ request, params }) => {
  const { id } = await keyNamed(params.id);
  const { graceSeconds } = readBody(rotateKeyRequest, await readJsonIfAny(request));
  const key = await rotateKey(id, graceSeconds);
  if (!key) throw new Problem("conflict", "This key was revoked or has expired: create another one.");
  const headers = { "cache-control": "no-store" };
  return Response.json({ ...presentKey(await keyNamed(id)), key }, { headers });
});
