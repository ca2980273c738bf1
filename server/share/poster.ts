import type { Asset } from "@/db/assets";
import { stillOf } from "../media/still";

/** The posters that this process has made. For speed only: visitors must not start a decoder each. */
const made = new Map<string, Promise<Buffer>>();
const most = 32;

/** A JPEG of a film's beginning, after a fade from black, or of a picture. */
export function posterOf(asset: Asset): Promise<Buffer> {
  const known = made.get(asset.sha256);
  if (known) return known;
  const at = asset.type === "video" ? Math.min(1, (asset.durationMs ?? 0) / 4000) : 0;
  const making = stillOf(asset, { at, width: 1280 });
  made.set(asset.sha256, making);
  making.catch(() => made.delete(asset.sha256));
  for (const oldest of made.keys()) {
    if (made.size <= most) break;
    made.delete(oldest);
  }
  return making;
}
