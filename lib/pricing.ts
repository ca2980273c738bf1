import type { AnyService } from "./define-service";
import { servicePrice } from "./env";

/** The currency of all amounts; the database stores millionths. */
export const currency = "USD";
export const micros = (usd: number) => Math.round(usd * 1_000_000);
export const money = (micros: number) => micros / 1_000_000;

/** The price of one call in USD: the service's setting, else its declared price; null when that is not known. */
export function knownPrice(service: AnyService, input: Record<string, unknown>): number | null {
  const set = servicePrice(service);
  const asked = service.input.parse(input) as Record<string, unknown>;
  if (!set) return service.price ? service.price(asked) : 0;
  return set.perSecond ? set.usd * Number((service.asMade?.(asked) ?? asked).duration) : set.usd;
}

/** What is reserved for one call, in USD: its price, and 0 when that is not known. */
export const priceOf = (service: AnyService, input: Record<string, unknown>): number => knownPrice(service, input) ?? 0;

/** What is wrong with a service's price setting, in one sentence; null when it is valid. */
export function priceFault(service: AnyService, source?: Record<string, string | undefined>): string | null {
  try {
    if (!servicePrice(service, source)?.perSecond || "duration" in service.input.shape) return null;
    return `The price of ${service.id} is per second, but it takes no "duration": give the price of a call.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
