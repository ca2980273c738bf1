import type { Asset } from "@/db/assets";
import type { Output } from "@/lib/schemas/job";
import { fileUrl, thumbnailUrl } from "@/lib/storage/file-url";

/** Whether the app can make a still of an asset. */
export const hasPicture = ({ type, contentType }: Asset) =>
  type === "image" || type === "video" || contentType === "image/gif";

type Place = { step: string | null; field: string | null };

/** An asset as the API shows it: the step that made it, null for inputs, and the field that holds it. */
export function presentAsset(asset: Asset, { step, field }: Place = { step: null, field: null }): Output {
  const { url, expiresAt } = fileUrl(asset);
  return {
    id: asset.id,
    step,
    field,
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
