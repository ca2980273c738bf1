import type { Output } from "@/lib/schemas/job";

const marginMs = 60_000;
const seen = new Map<string, { url: string; until: number }>();

/** The address of a file, kept while it is valid: news carry freshly signed ones, and a changed `src` restarts a film. */
export function steadyUrl(output: Output): string {
  return steady(output.id, output.url, output);
}

/** The same of its small picture; of a sound, which has none, of itself. */
export function thumbnailUrl(output: Output): string {
  return output.thumbnailUrl ? steady(`${output.id} small`, output.thumbnailUrl, output) : steadyUrl(output);
}

function steady(name: string, address: string, { urlExpiresAt }: Output): string {
  if (typeof window === "undefined") return hereOf(address); // the server serves everybody
  const known = seen.get(name);
  if (known && known.until - marginMs > Date.now()) return known.url;
  const url = hereOf(address);
  seen.set(name, { url, until: Date.parse(urlExpiresAt) });
  return url;
}

export const downloadUrl = (output: Output) => `${hereOf(output.url)}&download=1`;

/** At the address that the studio was opened at, which its policy allows; the API gives the one for others. */
function hereOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
