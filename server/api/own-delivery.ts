import { z } from "zod";
import { type Delivery, findDelivery, listDeliveries } from "@/db/deliveries";
import { Problem } from "@/lib/errors";
import { deliveryStatuses } from "@/lib/schemas/delivery";
import { pageOf } from "@/lib/schemas/list";
import { owns, type RequestContext } from "./caller";
import { presentDeliveries } from "./serializers/delivery";
import { presentPage } from "./serializers/page";

/** The delivery of a route's `[id]`. Another key's delivery counts as not found. */
export async function ownDelivery({ params, key }: RequestContext): Promise<Delivery> {
  const delivery = params.id ? await findDelivery(params.id) : undefined;
  if (!delivery || !owns(key, delivery.keyId)) throw new Problem("not_found", "Delivery not found.");
  return delivery;
}

export const deliveryQuery = z.strictObject({
  status: z.enum(deliveryStatuses).optional().meta({ description: "Only deliveries with this status." }),
  ...pageOf(z.string().regex(/^msg_[0-9a-f-]{36}$/, "Must be the `lastId` of the previous page.")),
});

/** A page of the deliveries that match the filter. */
export const deliveryPage = async (filter: Parameters<typeof listDeliveries>[0]) =>
  presentPage(await listDeliveries(filter), filter.limit, presentDeliveries);
