import { type KeyRow, limitsOf } from "@/db/keys";
import type { UsageRow } from "@/db/usage";
import { currency, money } from "@/lib/pricing";
import type { KeyObject } from "@/lib/schemas/key";

/** A key as the API shows it, without its secrets. */
export function presentKey(row: KeyRow): KeyObject {
  const { previousUntil } = row;
  return {
    id: row.id,
    object: "key",
    name: row.name,
    role: row.role,
    limits: limitsOf(row),
    notify: row.notify,
    language: row.language,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    previousUntil: previousUntil && previousUntil.getTime() > Date.now() ? previousUntil.toISOString() : null,
  };
}

export const presentUsage = (row: UsageRow) => ({
  id: `${row.day}.${row.keyId}`,
  object: "usage" as const,
  day: row.day,
  keyId: row.keyId,
  jobs: row.jobs,
  estimated: money(row.estimated),
  actual: money(row.actual),
  currency,
});
