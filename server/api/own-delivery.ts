import { z } from "zod";
import { type Delivery, findDelivery, listDeliveries } from "@/db/deliveries";
import { Problem } from "@/lib/errors";
import { deliveryStatuses } from "@/lib/schemas/delivery";
import { owns, type RequestContext } from "./route";
import { presentDeliveries } from "./serializers/delivery";
import { presentPage } from "./serializers/page";

/** The delivery of a route's `[id]`. Another key's delivery counts as not found. */
export async function ownDelivery({ params, key }: RequestContext): Promise<Delivery> {
  const delivery = params.id ? await findDelivery(params.id) : undefined;
  if (!delivery || !owns(key, delivery.keyId)) throw new Problem("not_found", "Delivery not found.");
  return delivery;
}

export const deliveryQuery = z.strictObject({
  status: z.enum(deliveryStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z
    .string()
    .regex(/^msg_[0-9a-f-]{36}$/, "Must be the `lastId` of the previous page.")
    .optional(),
});

/** A page of the deliveries that match the filter, as a response. */
export async function deliveryPage(filter: Parameters<typeof listDeliveries>[0]): Promise<Response> {
  const rows = await listDeliveries(filter);
  return Response.json(await presentPage(rows, filter.limit, presentDeliveries, ({ id }) => id));
}
