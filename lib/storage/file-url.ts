import { env } from "../env";
import { signFile, verifyFile } from "./signature";

const day = 86_400;

/** The key of what we sign. Production has one or does not start; elsewhere a fixed one keeps links alive over reloads. */
export function secret(): string {
  const { SECRET, NODE_ENV } = env();
  if (SECRET) return SECRET;
  if (NODE_ENV === "production") throw new Error("SECRET is missing: set 32 or more random characters.");
  return "only for development, never in production";
}

/**
 * A signed address of an asset's bytes and when it stops working: one to two days from now, at a day's turn, so that the
 * address stays the same while a page is open and caches keep their worth.
 */
export function fileUrl(asset: { id: string; extension: string }): { url: string; expiresAt: Date } {
  return signed(asset.id, asset.extension);
}

/** The same for an asset's small picture: neither address opens the other's file. */
export const thumbnailUrl = (asset: { id: string }): string => signed(`${asset.id}${ofThumbnail}`, "webp").url;

const ofThumbnail = "-thumbnail";

function signed(id: string, extension: string): { url: string; expiresAt: Date } {
  const expires = (Math.floor(Date.now() / 1000 / day) + 2) * day;
  const signature = signFile({ id, expires, secret: secret() });
  return {
    url: `${env().PUBLIC_URL}/files/${id}.${extension}?expires=${expires}&signature=${signature}`,
    expiresAt: new Date(expires * 1000),
  };
}

/** The id of the asset whose file may be read at this path and query of ours; null when it is none, wrong or expired. */
export const signedFile = (url: URL): string | null => claimedBy(url, /^\/files\/([0-9a-f-]{36})\.[a-z0-9]{1,5}$/);

/** The id of the asset whose small picture may be read, likewise. */
export const signedThumbnail = (url: URL): string | null =>
  claimedBy(url, /^\/files\/([0-9a-f-]{36}-thumbnail)\.webp$/)?.slice(0, -ofThumbnail.length) ?? null;

function claimedBy({ pathname, searchParams }: URL, pattern: RegExp): string | null {
  const id = pattern.exec(pathname)?.[1];
  const expires = Number(searchParams.get("expires"));
  const signature = searchParams.get("signature") ?? "";
  return id && verifyFile({ id, expires, signature, secret: secret() }) ? id : null;
}

/** The same of a whole address: a file of ours that a caller names need not be fetched from ourselves. */
export function ownFile(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { href } = new URL(url);
  const base = new URL(env().PUBLIC_URL).href.replace(/\/$/, "");
  return href.startsWith(`${base}/`) ? signedFile(new URL(href.slice(base.length), "http://own")) : null;
}
