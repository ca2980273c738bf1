import { type Asset, findAssets } from "@/db/assets";
import type { JobRow } from "@/db/jobs";
import { assetsIn } from "@/inngest/jobs/export-output";
import { Problem } from "@/lib/errors";
import { isTerminal, shownStatus } from "@/lib/schemas/job";
import { hasPicture } from "../api/serializers/asset";

/** A file of a shared page. `name` is its address below the page. */
export type SharedFile = { name: string; asset: Asset };
export type SharedResult = { kind: "film" | "pictures" | "sound"; shown: SharedFile[]; subtitles: SharedFile | null };

/** What visitors see of a result: its film with its subtitles, else its pictures, else its sound; nothing else. */
export async function sharedResult(job: JobRow): Promise<SharedResult | null> {
  const ids = assetsIn(job.output);
  const found = await findAssets(ids);
  const assets = ids.flatMap((id) => found.get(id) ?? []);
  const named = (word: string) => (asset: Asset) => ({ name: `${word}.${asset.extension}`, asset });
  const film = assets.find(({ type }) => type === "video");
  if (film) {
    const track = assets.find(({ contentType }) => contentType === "text/vtt");
    return { kind: "film", shown: [named("film")(film)], subtitles: track ? named("subtitles")(track) : null };
  }
  const pictures = assets.filter(hasPicture).map((asset, i) => named(`picture-${i + 1}`)(asset));
  if (pictures.length > 0) return { kind: "pictures", shown: pictures, subtitles: null };
  const sound = assets.find(({ type }) => type === "audio");
  return sound ? { kind: "sound", shown: [named("sound")(sound)], subtitles: null } : null;
}

/** The same; throws a Problem that says why there is nothing to share. */
export async function resultToShare(job: JobRow): Promise<SharedResult> {
  const result = await sharedResult(job);
  if (result) return result;
  if (!isTerminal(job.status)) {
    const detail = `The job is ${shownStatus(job.status)} and has no result yet. Share it when it has ended.`;
    throw new Problem("conflict", detail, { headers: { "retry-after": "5" } });
  }
  throw new Problem("conflict", "This job has no film, picture or sound to share.");
}
