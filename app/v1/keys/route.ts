import { z } from "zod";
import { createKey, findKeyRow, listKeys } from "@/db/keys";
import { checkNotify } from "@/inngest/deliveries/check-notify";
import { fieldProblem } from "@/lib/errors";
import { createKeyRequest } from "@/lib/schemas/key";
import { keyNamed } from "@/server/api/key-named";
import { readBody, readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentKey, presentPage } from "@/server/api/serializers/key";
import { withBase } from "@/server/http/base-path";

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().max(100).optional(),
});

export const GET = defineRoute("admin", async ({ url }) => {
  const { limit, after } = readQuery(query, url);
  const from = after === undefined ? undefined : await findKeyRow(after);
  if (after !== undefined && !from)
    throw fieldProblem(
      "invalid_request",
      "?after",
      `Key "${after}" not found: use the \`lastId\` of the previous page.`,
    );
  return Response.json(presentPage(await listKeys({ after: from, limit }), limit, presentKey));
});

export const POST = defineRoute("admin", async ({ request }) => {
  const { expiresAt, ...wanted } = await readBody(createKeyRequest, request);
  checkNotify(wanted.notify, "/notify");
  const { id, key } = await createKey({ ...wanted, expiresAt: expiresAt ? new Date(expiresAt) : undefined });
  const headers = { location: withBase(`/v1/keys/${id}`), "cache-control": "no-store" };
  return Response.json({ ...presentKey(await keyNamed(id)), key }, { status: 201, headers });
});
