import { changeKey, revokeKey } from "@/db/keys";
import { checkNotify } from "@/inngest/deliveries/check-notify";
import { changeKeyRequest } from "@/lib/schemas/key";
import { keyNamed } from "@/server/api/key-named";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentKey } from "@/server/api/serializers/key";

export const GET = defineRoute("admin", async ({ params }) => Response.json(presentKey(await keyNamed(params.id))));

export const PATCH = defineRoute("admin", async ({ request, params }) => {
  const { id } = await keyNamed(params.id);
  const change = await readBody(changeKeyRequest, request);
  checkNotify(change.notify ?? [], "/notify");
  await changeKey(id, change);
  return Response.json(presentKey(await keyNamed(id)));
});

/** Revokes the key: it stays in the list, and its jobs continue. Repeating it changes nothing. */
export const DELETE = defineRoute("admin", async ({ params }) => {
  const { id } = await keyNamed(params.id);
  await revokeKey(id);
  return new Response(null, { status: 204 });
});
