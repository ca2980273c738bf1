import { z } from "zod";
import { dayOf, listUsage } from "@/db/usage";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentPage, presentUsage } from "@/server/api/serializers/key";

const day = z.iso.date();
const query = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  keyId: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d\.\w{1,100}$/, "Must be the `lastId` of the previous page.")
    .optional(),
});

/** A user key always gets its own days; an admin key those of all keys or of one. */
export const GET = defineRoute("key", async ({ url, key }) => {
  const { to = dayOf(), after, limit, ...asked } = readQuery(query, url);
  const from = asked.from ?? dayOf(new Date(Date.parse(to) - 29 * 86_400_000));
  const [ofDay = "", ofKey = ""] = after?.split(".") ?? [];
  const rows = await listUsage({
    from,
    to,
    keyId: key.role === "admin" ? asked.keyId : key.id,
    after: after === undefined ? undefined : { day: ofDay, keyId: ofKey },
    limit,
  });
  return Response.json(presentPage(rows, limit, presentUsage));
});
