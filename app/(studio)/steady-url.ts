import type { Output } from "@/lib/job";

const marginMs = 60_000;
const seen = new Map<string, { url: string; until: number }>();

/** The address of a file, kept while it is valid: news carry freshly signed ones, and a changed `src` restarts a film. */
export function steadyUrl(output: Output): string {
  if (typeof window === "undefined") return hereOf(output.url); // the server serves everybody
  const known = seen.get(output.id);
  if (known && known.until - marginMs > Date.now()) return known.url;
  const url = hereOf(output.url);
  seen.set(output.id, { url, until: Date.parse(output.urlExpiresAt) });
  return url;
}

export const downloadUrl = (output: Output) => `${hereOf(output.url)}&download=1`;

/** At the address that the studio was opened at, which its policy allows; the API gives the one for others. */
function hereOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
