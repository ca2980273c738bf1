import { z } from "zod";
import { dayOf, listUsage as usageOf } from "@/db/usage";
import { usageListSchema } from "@/lib/schemas/key";
import { pageOf } from "@/lib/schemas/list";
import { defineRoute } from "../route";
import { presentUsage } from "../serializers/key";
import { presentPage } from "../serializers/page";

const after = z.string().regex(/^\d{4}-\d\d-\d\d\.\w{1,100}$/, "Must be the `lastId` of the previous page.");

/** A user key always gets its own days; an admin key those of all keys or of one. */
export const listUsage = defineRoute({
  method: "GET",
  path: "/v1/usage",
  access: "key",
  operationId: "listUsage",
  tag: "keys",
  summary: "List usage per day and key: jobs, estimated cost and charges",
  zh: "按日和密钥列出用量：任务、预计费用和实际扣费",
  description:
    "Days are in UTC. A user key sees its own usage, an admin key that of all keys. Deleting jobs does not change usage.",
  query: z.strictObject({
    from: z.iso.date().optional().meta({ description: "First day. Default: 29 days before `to`." }),
    to: z.iso.date().optional().meta({ description: "Last day. Default: today." }),
    keyId: z.string().max(100).optional().meta({ description: "Only usage of this key; for admin keys." }),
    ...pageOf(after, { usual: 100, most: 1000 }),
  }),
  responses: { 200: [usageListSchema, "A page of days, newest first."] },
  handler: async ({ query: { to = dayOf(), after, limit, ...asked }, key }) => {
    const from = asked.from ?? dayOf(new Date(Date.parse(to) - 29 * 86_400_000));
    const [ofDay = "", ofKey = ""] = after?.split(".") ?? [];
    const rows = await usageOf({
      from,
      to,
      keyId: key.role === "admin" ? asked.keyId : key.id,
      after: after === undefined ? undefined : { day: ofDay, keyId: ofKey },
      limit,
    });
    return [200, await presentPage(rows, limit, (page) => page.map(presentUsage))];
  },
});
