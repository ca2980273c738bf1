import { door } from "@/app/door";
import { presentKey } from "@/app/present/key";
import { readBody } from "@/app/read";
import { changeKey, revokeKey } from "@/db/keys";
import { changeKeyRequest } from "@/lib/key";
import { keyNamed } from "../key-named";

export const GET = door("admin", async ({ params }) => Response.json(presentKey(await keyNamed(params.id))));

export const PATCH = door("admin", async ({ request, params }) => {
  const { id } = await keyNamed(params.id);
  await changeKey(id, await readBody(changeKeyRequest, request));
  return Response.json(presentKey(await keyNamed(id)));
});

/** Revokes it: it stays in the list, its jobs go on and stay its own. Repeating it changes nothing. */
export const DELETE = door("admin", async ({ params }) => {
  const { id } = await keyNamed(params.id);
  await revokeKey(id);
  return new Response(null, { status: 204 });
});
