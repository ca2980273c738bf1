import type { z } from "zod";
import type { listOrigins } from "@/db/webhook-origins";
import type { webhookOriginSchema } from "@/lib/schemas/delivery";

export type WebhookOrigin = z.output<typeof webhookOriginSchema>;
type Row = Awaited<ReturnType<typeof listOrigins>>[number];

/** A failing or paused origin as the API shows it. */
export const presentOrigin = ({
  origin,
  failures,
  failingSince,
  lastFailureAt,
  pausedAt,
  waiting,
}: Row): WebhookOrigin => ({
  object: "webhook_origin",
  origin,
  status: pausedAt ? "paused" : "failing",
  failures,
  failingSince: failingSince.toISOString(),
  lastFailureAt: lastFailureAt.toISOString(),
  pausedAt: pausedAt?.toISOString() ?? null,
  waiting,
});

/** An origin without a known failure. */
export const workingOrigin = (origin: string): WebhookOrigin => ({
  ...{ object: "webhook_origin", origin, status: "ok", failures: 0, waiting: 0 },
  ...{ failingSince: null, lastFailureAt: null, pausedAt: null },
});
