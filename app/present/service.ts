import { usualSeconds } from "@/db/calls";
import { lastExchange } from "@/db/service-exchange";
import { loadOf } from "@/db/service-load";
import { allServices } from "@/inngest/registry";
import { env, serviceSetting, serviceUrls } from "@/lib/env";
import type { ServiceObject } from "@/lib/service-object";

/**
 * Every service with how it is doing: whether it answers, what it holds now, and how its last hour went. How one fails may
 * name what somebody else asked: `withWords` is for admins.
 */
export async function presentServices({ withWords }: { withWords: boolean }): Promise<ServiceObject[]> {
  const load = await loadOf(allServices.map(({ id }) => id));
  return Promise.all(
    allServices.map(async ({ id, title, description, zh = null, typicalSeconds }) => {
      const { waiting = 0, running = 0, succeeded = 0, failed = 0 } = load.get(id) ?? {};
      return {
        id,
        object: "service" as const,
        title,
        description,
        zh,
        ...(await liveState(id, withWords)),
        queue: { waiting, running },
        lastHour: { succeeded, failed },
        usualSeconds: (await usualSeconds(id)) ?? typicalSeconds,
      };
    }),
  );
}

/** What the settings say, and then what the last exchange with the service says. */
async function liveState(id: string, withWords: boolean) {
  const { answeredAt, failing } = await lastExchange(id);
  const lastAnsweredAt = answeredAt?.toISOString() ?? null;
  const state = serviceState(id);
  if (state.status === "down" || failing === null) return { ...state, lastAnsweredAt };
  return { status: "failing" as const, ...(withWords && { message: failing }), lastAnsweredAt };
}

/** A remote service cannot fetch inputs from an address that only this machine knows. */
export function serviceState(id: string): { status: "ok" | "down"; message?: string } {
  const urls = serviceUrls(id);
  if (urls.length === 0) return { status: "down", message: `No address is set: set ${serviceSetting(id)}.` };
  const isLocal = (url: string) => ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
  if (isLocal(env().PUBLIC_URL) && !urls.every(isLocal)) {
    return {
      status: "down",
      message: "It runs elsewhere and cannot reach PUBLIC_URL: set PUBLIC_URL to an address it can.",
    };
  }
  return { status: "ok" };
}
