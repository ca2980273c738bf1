import { usualSeconds } from "@/db/calls";
import { lastExchange } from "@/db/service-health";
import { loadOf } from "@/db/service-load";
import { allServices } from "@/inngest/registry";
import type { AnyService } from "@/lib/define-service";
import { env, lacksKey, serviceInputs, serviceSetting, serviceUrls } from "@/lib/env";
import { canReach } from "@/lib/net/reachability";
import type { ServiceObject } from "@/lib/schemas/service";

/**
 * Every service with its state, its queue and the results of its last hour. `withWords` includes the message of a failing
 * service, for admins only: it may quote another user's request.
 */
export async function presentServices({ withWords }: { withWords: boolean }): Promise<ServiceObject[]> {
  const load = await loadOf(allServices.map(({ id }) => id));
  return Promise.all(
    allServices.map(async (service) => {
      const { id, title, description, zh = null, typicalSeconds } = service;
      const { waiting = 0, running = 0, succeeded = 0, failed = 0 } = load.get(id) ?? {};
      return {
        id,
        object: "service" as const,
        title,
        description,
        zh,
        ...(await liveState(service, withWords)),
        queue: { waiting, running },
        lastHour: { succeeded, failed },
        usualSeconds: (await usualSeconds(id)) ?? typicalSeconds,
      };
    }),
  );
}

/** The state by the settings, then by the last exchange with the service. */
async function liveState(service: AnyService, withWords: boolean) {
  const { answeredAt, failing } = await lastExchange(service.id);
  const lastAnsweredAt = answeredAt?.toISOString() ?? null;
  const state = serviceState(service);
  if (state.status === "down" || failing === null) return { ...state, lastAnsweredAt };
  return { status: "failing" as const, ...(withWords && { message: failing }), lastAnsweredAt };
}

/**
 * The state by the settings. A service on another machine must reach PUBLIC_URL to fetch inputs or to send webhooks. It need
 * not if it answers at once and gets its inputs inline.
 */
export function serviceState(service: AnyService): { status: "ok" | "down"; message?: string } {
  const { id, mode } = service;
  const urls = serviceUrls(service);
  if (urls.length === 0) return { status: "down", message: `No URL is configured: set ${serviceSetting(id)}.` };
  if (service.hosted && lacksKey(service.hosted)) {
    return { status: "down", message: `No key is set: set ${service.hosted.setting}.` };
  }
  const answersUs = mode === "async" && !(service.kind === "hosted" && service.poll);
  const needsUs = answersUs || (serviceInputs(service) ?? "url") === "url";
  if (needsUs && !urls.every((url) => canReach(url, env().PUBLIC_URL))) {
    return {
      status: "down",
      message:
        "The service runs on another machine and cannot reach PUBLIC_URL: set PUBLIC_URL to an address that it can reach.",
    };
  }
  return { status: "ok" };
}
