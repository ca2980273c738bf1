import { door } from "@/app/door";
import { presentDelivery } from "@/app/present/delivery";
import { ownDelivery } from "@/app/v1/deliveries/own-delivery";
import { replayDelivery } from "@/db/deliveries";
import { sendSoon } from "@/inngest/outbox";
import { Problem } from "@/lib/errors";

/** Sends the same `webhook-id` again; to a paused origin as well, which a success lets go on. */
export const POST = door("key", async (visit) => {
  const event = await replayDelivery(await ownDelivery(visit));
  if (!event) throw new Problem("conflict", "This delivery is being replayed already.");
  sendSoon(event);
  return Response.json(await presentDelivery(await ownDelivery(visit)), { status: 202 });
});
