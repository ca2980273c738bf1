import type { Delivery } from "@/db/deliveries";
import { type DeliveryEvent, deliveryEvents } from "@/lib/schemas/delivery";

/** What a delivery reports. Deliveries of old versions, without `ended`, report a completed job. */
export function eventOf({ budget, ended }: Pick<Delivery, "budget" | "ended">): DeliveryEvent {
  if (budget) return "budget";
  return deliveryEvents.find((event) => event === ended?.status) ?? "completed";
}
