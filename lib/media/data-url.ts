/**
 * The bytes of a base64 `data:` URL and the media type that it claims (check the bytes to know). Null for another kind
 * of URL, invalid base64, or more than `maxBytes`.
 */
export function parseDataUrl(url: string, maxBytes: number): { contentType: string; bytes: Buffer } | null {
  // Checked before anything is copied: 4 characters carry 3 bytes, and a media type is short.
  if (url.length > 256 + Math.ceil(maxBytes / 3) * 4) return null;
  const comma = url.indexOf(",");
  const head = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+)?(?:;[a-z0-9.+-]+=[^;,"]*)*;base64$/i.exec(url.slice(0, comma));
  const text = url.slice(comma + 1);
  if (comma < 0 || !head || text.length % 4 !== 0 || !/^[a-z0-9+/]*={0,2}$/i.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.length > maxBytes ? null : { contentType: head[1]?.toLowerCase() ?? "text/plain", bytes };
}
