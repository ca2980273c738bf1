import { usualSeconds } from "@/db/calls";
import { allRoles, allServices, serviceOf } from "../registry";

let lastAsked: { at: number; usual: Map<string, number> } | undefined;

/** Seconds per service: what its newest calls took, else what it says of itself. They change slowly: asked every 5 s. */
export async function expectedSeconds(): Promise<(service: string) => number> {
  if (!lastAsked || Date.now() - lastAsked.at > 5_000) {
    const usual = new Map<string, number>();
    for (const { id } of [...allServices, ...allRoles]) {
      const seconds = await usualSeconds(id);
      if (seconds !== null) usual.set(id, seconds);
    }
    lastAsked = { at: Date.now(), usual };
  }
  const { usual } = lastAsked;
  return (service) => usual.get(service) ?? serviceOf(service).typicalSeconds;
}
