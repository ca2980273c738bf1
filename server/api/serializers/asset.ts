import type { Asset } from "@/db/assets";
import type { Output } from "@/lib/schemas/job";
import { fileUrl, thumbnailUrl } from "@/lib/storage/file-url";

/** Whether a still can be made of an asset. */
export const hasPicture = ({ type, contentType }: Asset) =>
  type === "image" || type === "video" || contentType === "image/gif";

/** An asset as the API shows it. `step` names the step that made it; null for what came from outside. */
export function presentAsset(asset: Asset, step: string | null): Output {
  const { url, expiresAt } = fileUrl(asset);
  return {
    id: asset.id,
    step,
    type: asset.type,
    contentType: asset.contentType,
    sizeBytes: asset.sizeBytes,
    sha256: asset.sha256,
    width: asset.width,
    height: asset.height,
    duration: asset.durationMs === null ? null : asset.durationMs / 1000,
    url,
    urlExpiresAt: expiresAt.toISOString(),
    thumbnailUrl: hasPicture(asset) ? thumbnailUrl(asset) : null,
  };
}
