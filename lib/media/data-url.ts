/**
 * The bytes of a base64 `data:` URL, with the media type it claims (look at the bytes to know). Null when it is no such
 * URL, is not valid base64, or holds more than `maxBytes`.
 */
export function parseDataUrl(url: string, maxBytes: number): { contentType: string; bytes: Buffer } | null {
  // Looked at before anything is copied: 4 characters carry 3 bytes, a media type is short.
  if (url.length > 256 + Math.ceil(maxBytes / 3) * 4) return null;
  const comma = url.indexOf(",");
  const head = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+)?(?:;[a-z0-9.+-]+=[^;,"]*)*;base64$/i.exec(url.slice(0, comma));
  const text = url.slice(comma + 1);
  if (comma < 0 || !head || text.length % 4 !== 0 || !/^[a-z0-9+/]*={0,2}$/i.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.length > maxBytes ? null : { contentType: head[1]?.toLowerCase() ?? "text/plain", bytes };
}
