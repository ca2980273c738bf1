import type { Output } from "@/lib/job";

const marginMs = 60_000;
const seen = new Map<string, { url: string; until: number }>();

/** The address of a file, kept while it is valid: news carry freshly signed ones, and a changed `src` restarts a film. */
export function steadyUrl(output: Output): string {
  const known = seen.get(output.id);
  if (known && known.until - marginMs > Date.now()) return known.url;
  seen.set(output.id, { url: output.url, until: Date.parse(output.urlExpiresAt) });
  return output.url;
}

export const downloadUrl = (output: Output) => `${output.url}${output.url.includes("?") ? "&" : "?"}download=1`;
