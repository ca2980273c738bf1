import { inngest } from "../client";
import { attemptDelivery } from "../deliveries/deliver-webhook";
import { deliveryDue } from "../events";

/** Delivers one webhook to a caller, for up to three days. */
export const deliver = inngest.createFunction(
  { id: "deliver-webhook", name: "Deliver a webhook", triggers: [deliveryDue], retries: 10 },
  async ({ event, step }) => {
    const { deliveryId, round = 0 } = event.data;
    for (let attempt = 1; ; attempt++) {
      const { retryAt } = await step.run(`attempt ${attempt}`, () => attemptDelivery(deliveryId, round));
      if (!retryAt) return;
      await step.sleepUntil(`wait before attempt ${attempt + 1}`, new Date(retryAt));
    }
  },
);
