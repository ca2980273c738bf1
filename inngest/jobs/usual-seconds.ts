import { usualSeconds } from "@/db/calls";
import { allRoles, allServices, serviceOf } from "../registry";

let cached: { at: number; usual: Map<string, number> } | undefined;

/** Seconds per service: the mean of its newest calls, or its `typicalSeconds`. Cached for 5 s, since they change slowly. */
export async function expectedSeconds(): Promise<(service: string) => number> {
  if (!cached || Date.now() - cached.at > 5_000) {
    const usual = new Map<string, number>();
    for (const { id } of [...allServices, ...allRoles]) {
      const seconds = await usualSeconds(id);
      if (seconds !== null) usual.set(id, seconds);
    }
    cached = { at: Date.now(), usual };
  }
  const { usual } = cached;
  return (service) => usual.get(service) ?? serviceOf(service).typicalSeconds;
}
