import { z } from "zod";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentPage } from "@/server/api/serializers/page";
import { presentProviders } from "@/server/api/serializers/provider";

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(100),
  after: z.string().max(100).optional(),
});

export const GET = defineRoute("key", async ({ url, key }) => {
  const { limit, after } = readQuery(query, url);
  const all = await presentProviders({ withWords: key.role === "admin" });
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const rows = after !== undefined && from === 0 ? [] : all.slice(from, from + limit + 1);
  return Response.json(
    await presentPage(
      rows,
      limit,
      (page) => page,
      ({ id }) => id,
    ),
  );
});
