import type { RequestContext } from "@/server/api/caller";
import { defineRoute } from "@/server/api/route";
import { exactLength } from "@/server/http/exact-length-response";
import { fileName } from "@/server/media/archive-entries";
import { harmless, serveAsset } from "@/server/media/serve-asset";
import { thumbnailOf } from "@/server/media/thumbnail";
import { posterOf } from "@/server/share/poster";
import { invalidLink, type OpenShare, visitShare } from "@/server/share/visit";
import { languageOf } from "../../../(studio)/_i18n/languages";
import { sharedShots } from "../../board";
import { titleOfShare } from "../../shared-html";

/** Public: the token in the address is the credential. Serves only what the shared page shows. */
export const GET = defineRoute({
  method: "GET",
  path: "/s/{token}/{file}",
  access: "public",
  handler: visitShare(file, () => Promise.reject(invalidLink())),
});

async function file(open: OpenShare, { request, url, params }: RequestContext): Promise<Response> {
  const { share, job } = open;
  const { shown, subtitles, kind } = open.result;
  const [main] = shown;
  if (params.file === "poster.jpg" && main && kind !== "sound") {
    const jpeg = await posterOf(main.asset);
    const headers = { ...harmless, "content-type": "image/jpeg", "cache-control": "private, no-cache" };
    const body = request.method === "HEAD" ? null : new Uint8Array(jpeg);
    return new Response(body, { headers: { ...headers, [exactLength]: String(jpeg.length) } });
  }
  const found = [...shown, ...(subtitles ? [subtitles] : [])].find(({ name }) => name === params.file);
  if (found) {
    const isSaved = share.download && url.searchParams.has("download");
    const saveAs = isSaved
      ? `${fileName(titleOfShare(open, languageOf(request.headers)))}.${found.asset.extension}`
      : undefined;
    return serveAsset(request, found.asset, { lasting: false, saveAs });
  }
  const shot = share.board && (await sharedShots(job, "en")).find(({ name }) => name === params.file);
  if (shot) return serveAsset(request, await thumbnailOf(shot.picture), { lasting: false });
  throw invalidLink();
}
