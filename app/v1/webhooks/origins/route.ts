import { z } from "zod";
import { listOrigins } from "@/db/webhook-origins";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentPage } from "@/server/api/serializers/page";
import { presentOrigin } from "@/server/api/serializers/webhook-origin";

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().max(2048).optional(),
});

/** Per key: an origin that fails for one caller may be another's misspelt port. */
export const GET = defineRoute("key", async ({ url, key }) => {
  const page = readQuery(query, url);
  const rows = await listOrigins(key.id, page);
  return Response.json(
    await presentPage(
      rows,
      page.limit,
      (some) => some.map(presentOrigin),
      ({ origin }) => origin,
    ),
  );
});
