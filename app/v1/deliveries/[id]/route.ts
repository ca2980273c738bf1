import { door } from "@/app/door";
import { presentDelivery } from "@/app/present/delivery";
import { ownDelivery } from "@/app/v1/deliveries/own-delivery";

export const GET = door("key", async (visit) => Response.json(await presentDelivery(await ownDelivery(visit))));
