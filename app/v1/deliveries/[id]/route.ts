import { ownDelivery } from "@/server/api/own-delivery";
import { defineRoute } from "@/server/api/route";
import { presentDelivery } from "@/server/api/serializers/delivery";

export const GET = defineRoute("key", async (visit) => Response.json(await presentDelivery(await ownDelivery(visit))));
