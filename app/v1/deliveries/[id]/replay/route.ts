import { replayDelivery } from "@/db/deliveries";
import { sendSoon } from "@/inngest/event-outbox";
import { Problem } from "@/lib/errors";
import { ownDelivery } from "@/server/api/own-delivery";
import { defineRoute } from "@/server/api/route";
import { presentDelivery } from "@/server/api/serializers/delivery";

/** Sends the same `webhook-id` again, also to a paused origin, which a success resumes. */
export const POST = defineRoute("key", async (visit) => {
  const event = await replayDelivery(await ownDelivery(visit));
  if (!event) throw new Problem("conflict", "This delivery is already being replayed.");
  sendSoon(event);
  return Response.json(await presentDelivery(await ownDelivery(visit)), { status: 202 });
});
