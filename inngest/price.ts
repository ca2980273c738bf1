import type { Call } from "@/db/calls";
import type { AnyService } from "@/lib/service";

export const micros = (price: number) => Math.round(price * 1_000_000);

export const priceOf = (service: AnyService, call: Call) => service.price?.(service.input.parse(call.input)) ?? 0;
