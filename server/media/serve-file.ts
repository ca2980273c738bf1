import { type Asset, findOpenAsset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { safeFileName } from "@/lib/media/file-name";
import { signedFile, signedThumbnail } from "@/lib/storage/file-url";
import type { RequestContext } from "../api/caller";
import { exactLength } from "../http/exact-length-response";
import { downloadName, harmless, serveAsset } from "./serve-asset";
import { stillOf } from "./still";
import { thumbnailOf } from "./thumbnail";

/** Serves an asset's bytes or its thumbnail to any caller with a signed URL. */
export async function serveFile({ request, url }: RequestContext): Promise<Response> {
  const small = signedThumbnail(url);
  const id = small ?? signedFile(url);
  const asset = id ? await findOpenAsset(id) : undefined;
  if (!asset) throw new Problem("not_found", "This URL is invalid or has expired. Get the job again for a new URL.");
  if (small && url.pathname.endsWith(".jpg")) return jpegStill(request, asset);
  if (small) return serveAsset(request, await thumbnailOf(asset), { lasting: true });
  const saveAs = savedAs(url.searchParams.get("download"), asset);
  return serveAsset(request, asset, { lasting: true, saveAs });
}

/** `download=1` saves the file under its own name, any other text as `<text>.<extension>`. */
function savedAs(download: string | null, asset: Asset): string | undefined {
  if (download === null) return undefined;
  const name = download === "1" ? null : safeFileName(download);
  return name === null ? downloadName(asset) : `${name}.${asset.extension}`;
}

/** Not stored: only the few programs that cannot show WebP fetch it, once each. */
async function jpegStill({ method, signal }: RequestContext["request"], asset: Asset): Promise<Response> {
  const jpeg = await stillOf(asset, { at: 0, width: 640, signal });
  const headers = { ...harmless, "content-type": "image/jpeg", [exactLength]: String(jpeg.length) };
  return new Response(method === "HEAD" ? null : new Uint8Array(jpeg), { headers });
}
