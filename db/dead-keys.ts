import { lastWorked, type ProviderRest } from "./provider-rests";

/** The rows of a provider; each pod has its own, by its entry. */
export const restsOfProvider = (rests: ProviderRest[], id: string): ProviderRest[] =>
  rests.filter(({ provider }) => provider === id || (id === "pod" && provider.startsWith("pod:")));

/** Who refused its key and has not worked since. */
export function deadKeys(rests: ProviderRest[]): string[] {
  const dead = rests.filter(
    ({ provider, kind, lastFailedAt }) =>
      kind === "key" && (lastFailedAt?.getTime() ?? 0) > (lastWorked(rests, provider)?.getTime() ?? 0),
  );
  return [...new Set(dead.map(({ provider }) => provider))];
}
