import { env } from "./env";
import { signFile } from "./storage/signature";

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
  const expires = (Math.floor(Date.now() / 1000 / day) + 2) * day;
  const signature = signFile({ id: asset.id, expires, secret: secret() });
  return {
    url: `${env().PUBLIC_URL}/files/${asset.id}.${asset.extension}?expires=${expires}&signature=${signature}`,
    expiresAt: new Date(expires * 1000),
  };
}
