import type { AnyService } from "./define-service";
import { servicePrice } from "./env";

/** All money is in this currency; the database keeps it in millionths. */
export const currency = "USD";
export const micros = (usd: number) => Math.round(usd * 1_000_000);
export const money = (micros: number) => micros / 1_000_000;

/** What one call costs, in USD: as the setting says, else as the service's file says, else nothing. */
export function priceOf(service: AnyService, input: Record<string, unknown>): number {
  const set = servicePrice(service);
  const asked = service.input.parse(input) as Record<string, unknown>;
  if (!set) return service.price?.(asked) ?? 0;
  return set.perSecond ? set.usd * Number(asked.duration) : set.usd;
}

/** What is wrong with the price set for a service, in one sentence; null when nothing is. */
export function priceFault(service: AnyService, source?: Record<string, string | undefined>): string | null {
  try {
    if (!servicePrice(service, source)?.perSecond || "duration" in service.input.shape) return null;
    return `The price of ${service.id} is per second, but it takes no "duration": give the price of a call.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
