import type { Visit } from "@/app/door";
import { findAsset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { secret } from "@/lib/file-url";
import { verifyFile } from "@/lib/storage";
import { serveAsset } from "../serve-asset";

/** Serves an asset's bytes to whoever holds its signed address. */
export async function serveFile({ request, url, params }: Visit): Promise<Response> {
  const id = /^([0-9a-f-]{36})\.[a-z0-9]{1,5}$/.exec(params.name ?? "")?.[1];
  const expires = Number(url.searchParams.get("expires"));
  const signature = url.searchParams.get("signature") ?? "";
  const asset = id && verifyFile({ id, expires, signature, secret: secret() }) ? await findAsset(id) : undefined;
  if (!asset)
    throw new Problem("not_found", "This address is wrong or has expired. Ask for the job again to get a new one.");
  const saveAs = url.searchParams.has("download") ? `nextscene-${asset.id}.${asset.extension}` : undefined;
  return serveAsset(request, asset, { lasting: true, saveAs });
}
