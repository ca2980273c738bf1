/** How media travel inside JSON: by an address, or as bytes in base64. */

/** A result in base64 as an address; what is an address already stays (the caller may have stored the bytes before). */
export const asAddress = (value: string, type: string) =>
  /^(data|https?|asset):/.test(value) ? value : `data:${type};base64,${value}`;

/** The two parts of a `data:` address; null for any other address. */
export function partsOfDataUrl(url: string): { type: string; base64: string } | null {
  const [, type = "", base64 = ""] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return type ? { type, base64 } : null;
}

/** For vendors that take either an address or bare base64. */
export const withoutDataPrefix = (url: string) => partsOfDataUrl(url)?.base64 ?? url;

/** A size in pixels by aspect ratio; `fallback` where none is given. */
export const sizeBy = <K extends string, S>(sizes: Record<K, S>, ratio: K | undefined, fallback: S): S =>
  ratio === undefined ? fallback : sizes[ratio];
