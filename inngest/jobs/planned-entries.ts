import type { PlannedEntry } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { entriesFor } from "@/lib/routing/entries";
import { roleOf } from "@/lib/routing/role-service";
import type { Quote } from "@/lib/schemas/job";

/** Who can make a call of a role, in the order of its list, and why the others cannot. */
export const plannedEntries = (role: AnyService, input: Record<string, unknown>): PlannedEntry[] =>
  entriesFor(roleOf(role), input).all.map(({ name, price, why }) => ({ entry: name, price, ...(why && { why }) }));

/** The same as the API shows it. */
export const presentEntries = (entries: PlannedEntry[] = []): Quote["steps"][number]["providers"] =>
  entries.map(({ entry, price, why }) => ({ provider: entry, cost: price, reason: why ?? null }));
