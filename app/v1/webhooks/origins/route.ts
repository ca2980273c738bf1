import { z } from "zod";
import { door } from "@/app/door";
import { presentPage } from "@/app/present/list";
import { presentOrigin } from "@/app/present/origin";
import { readQuery } from "@/app/read";
import { listOrigins } from "@/db/origins";

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().max(2048).optional(),
});

/** The key's own: an origin that is dead for one caller may be another's misspelt port. */
export const GET = door("key", async ({ url, key }) => {
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
