import { findOpenAsset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { signedFile, signedThumbnail } from "@/lib/storage/file-url";
import type { RequestContext } from "../api/route";
import { downloadName, serveAsset } from "./serve-asset";
import { thumbnailOf } from "./thumbnail";

/** Serves an asset's bytes, or its small picture, to whoever holds the signed address. */
export async function serveFile({ request, url }: RequestContext): Promise<Response> {
  const small = signedThumbnail(url);
  const id = small ?? signedFile(url);
  const asset = id ? await findOpenAsset(id) : undefined;
  if (!asset) throw new Problem("not_found", "This URL is invalid or has expired. Get the job again for a new URL.");
  if (small) return serveAsset(request, await thumbnailOf(asset), { lasting: true });
  const saveAs = url.searchParams.has("download") ? downloadName(asset) : undefined;
  return serveAsset(request, asset, { lasting: true, saveAs });
}
