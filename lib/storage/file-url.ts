import { env } from "../env";
import { signFile, verifyFile } from "./signature";

const day = 86_400;

/** The signing key. Production requires the setting; in development a fixed key keeps links valid across restarts. */
export function secret(): string {
  const { SECRET, NODE_ENV } = env();
  if (SECRET) return SECRET;
  if (NODE_ENV === "production") throw new Error("SECRET is missing: set 32 or more random characters.");
  return "only for development, never in production";
}

/**
 * The signed URL of an asset's file and when it expires: in one to two days, at midnight UTC, so that the URL stays the
 * same for a day and caches work.
 */
export function fileUrl(asset: { id: string; extension: string }): { url: string; expiresAt: Date } {
  return signed(asset.id, asset.extension);
}

/** The signed URL of an asset's thumbnail. The two signatures are not interchangeable. */
export const thumbnailUrl = (asset: { id: string }): string => signed(`${asset.id}${ofThumbnail}`, "webp").url;

/** The same as a JPEG, for those who cannot show WebP. */
export const jpegThumbnailUrl = (asset: { id: string }): string => signed(`${asset.id}${ofThumbnail}`, "jpg").url;

const ofThumbnail = "-thumbnail";

function signed(id: string, extension: string): { url: string; expiresAt: Date } {
  const expires = (Math.floor(Date.now() / 1000 / day) + 2) * day;
  const signature = signFile({ id, expires, secret: secret() });
  return {
    url: `${env().PUBLIC_URL}/files/${id}.${extension}?expires=${expires}&signature=${signature}`,
    expiresAt: new Date(expires * 1000),
  };
}

/** The asset id of a valid signed file URL of ours; null when it is not one, or has expired. */
export const signedFile = (url: URL): string | null => claimedBy(url, /^\/files\/([0-9a-f-]{36})\.[a-z0-9]{1,5}$/);

/** The asset id of a valid signed thumbnail URL; null otherwise. */
export const signedThumbnail = (url: URL): string | null =>
  claimedBy(url, /^\/files\/([0-9a-f-]{36}-thumbnail)\.(?:webp|jpg)$/)?.slice(0, -ofThumbnail.length) ?? null;

function claimedBy({ pathname, searchParams }: URL, pattern: RegExp): string | null {
  const id = pattern.exec(pathname)?.[1];
  const expires = Number(searchParams.get("expires"));
  const signature = searchParams.get("signature") ?? "";
  return id && verifyFile({ id, expires, signature, secret: secret() }) ? id : null;
}

/** The same for an absolute URL: a caller may name a file that we have already, which needs no download. */
export function ownFile(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { href } = new URL(url);
  const base = new URL(env().PUBLIC_URL).href.replace(/\/$/, "");
  return href.startsWith(`${base}/`) ? signedFile(new URL(href.slice(base.length), "http://own")) : null;
}
