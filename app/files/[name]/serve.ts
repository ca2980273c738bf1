import type { Visit } from "@/app/door";
import { findOpenAsset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { signedFile } from "@/lib/file-url";
import { serveAsset } from "../serve-asset";

/** Serves an asset's bytes to whoever holds its signed address. */
export async function serveFile({ request, url }: Visit): Promise<Response> {
  const id = signedFile(url);
  const asset = id ? await findOpenAsset(id) : undefined;
  if (!asset)
    throw new Problem("not_found", "This address is wrong or has expired. Ask for the job again to get a new one.");
  const saveAs = url.searchParams.has("download") ? `nextscene-${asset.id}.${asset.extension}` : undefined;
  return serveAsset(request, asset, { lasting: true, saveAs });
}
