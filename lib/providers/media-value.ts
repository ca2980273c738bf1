/** Media inside JSON: a URL, or bytes in base64. */

/** A base64 result as a `data:` URL. A URL stays unchanged: the caller may have stored the bytes already. */
export const asAddress = (value: string, type: string) =>
  /^(data|https?|asset):/.test(value) ? value : `data:${type};base64,${value}`;

/** Media type and base64 of a `data:` URL; null for any other URL. */
export function partsOfDataUrl(url: string): { type: string; base64: string } | null {
  const [, type = "", base64 = ""] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return type ? { type, base64 } : null;
}

/** For vendors that accept either a URL or bare base64. */
export const withoutDataPrefix = (url: string) => partsOfDataUrl(url)?.base64 ?? url;

/** A size in pixels by aspect ratio; `fallback` where none is given. */
export const sizeBy = <K extends string, S>(sizes: Record<K, S>, ratio: K | undefined, fallback: S): S =>
  ratio === undefined ? fallback : sizes[ratio];
