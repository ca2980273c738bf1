import type { Context } from "inngest";
import { deliveryDue } from "@/lib/event-names";
import { inngest } from "../client";
import { attemptDelivery } from "../deliveries/deliver-webhook";

/** Delivers one webhook to a caller, for up to three days. */
export const deliver = inngest.createFunction(
  { id: "deliver-webhook", name: "Deliver a webhook", triggers: [{ event: deliveryDue }], retries: 10 },
  async ({ event, step }: Context) => {
    const { deliveryId, round = 0 } = event.data as { deliveryId: string; round?: number };
    for (let attempt = 1; ; attempt++) {
      const { retryAt } = await step.run(`attempt ${attempt}`, () => attemptDelivery(deliveryId, round));
      if (!retryAt) return;
      await step.sleepUntil(`wait before attempt ${attempt + 1}`, new Date(retryAt));
    }
  },
);
