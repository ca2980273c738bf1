import type { Output } from "@/lib/schemas/job";

const marginMs = 60_000;
const seen = new Map<string, { url: string; until: number }>();

/** A file's URL, kept while it is valid: events contain newly signed URLs, and a changed `src` restarts a film. */
export function steadyUrl(output: Output): string {
  return steady(output.id, output.url, output);
}

/** The URL of its thumbnail; a sound has none and gives its own. */
export function thumbnailUrl(output: Output): string {
  return output.thumbnailUrl ? steadyThumbnail(output.id, output.thumbnailUrl, output) : steadyUrl(output);
}

/** The URL of the thumbnail of a file of which only that is known. */
export const steadyThumbnail = (id: string, url: string, times: Pick<Output, "urlExpiresAt">) =>
  steady(`${id} small`, url, times);

function steady(name: string, address: string, { urlExpiresAt }: Pick<Output, "urlExpiresAt">): string {
  if (typeof window === "undefined") return hereOf(address); // the server renders for all users
  const known = seen.get(name);
  if (known && known.until - marginMs > Date.now()) return known.url;
  const url = hereOf(address);
  seen.set(name, { url, until: Date.parse(urlExpiresAt) });
  return url;
}

/** The URL at the studio's current address, which its policy allows; the API returns URLs for external callers. */
export function hereOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
