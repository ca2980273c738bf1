import { type Asset, findAssets } from "@/db/assets";
import type { JobRow } from "@/db/jobs";
import { assetId } from "@/inngest/calls/ledger";
import { cutOfFilm } from "@/inngest/jobs/cut-of-film";
import { filmParts } from "@/inngest/jobs/film-parts";
import { stepTitle } from "@/inngest/step-titles";
import { Problem } from "@/lib/errors";
import { otioOf } from "@/lib/media/film/otio";
import { hasSound } from "./has-sound";
import { nameOfJob } from "./name-of-job";

/** `urlOf`: where an editor finds a file; null if it is missing. */
type UrlOf = (asset: Asset) => string | null;

/** The edit list of a job's film as OpenTimelineIO JSON. */
export async function editList(job: JobRow, urlOf: UrlOf): Promise<object> {
  const parts = await filmParts(job);
  const cut = cutOfFilm(parts);
  const urls = [...cut.shots.map(({ clip }) => clip), cut.music?.url ?? "", cut.voice?.url ?? ""];
  const film = assetId(String(parts.call.output?.video ?? ""));
  const assets = await findAssets([film, ...urls.filter((url) => url.startsWith("asset:")).map(assetId)]);
  const fileOf = (name: string, files?: ReadonlyMap<string, Asset>) => files?.get(name) ?? assets.get(assetId(name));
  const source = (name: string, asset: Asset) => {
    const title = name.startsWith("asset:") ? `Upload ${asset.id.slice(-6)}` : stepTitle(job.model, name);
    return { name: title, url: urlOf(asset), seconds: (asset.durationMs ?? 0) / 1000 };
  };
  const shots = await Promise.all(
    cut.shots.map(async ({ clip, narration, text, ...shot }) => {
      const asset = fileOf(clip, parts.clips);
      if (!asset) return null;
      const spoken = narration ? fileOf(narration, parts.narrations) : undefined;
      return {
        ...{ ...shot, text: text ?? null, clip: { ...source(clip, asset), hasSound: await hasSound(asset) } },
        narration: narration && spoken ? source(narration, spoken) : null,
      };
    }),
  );
  const sound = <T extends { url: string }>(of: T | null) => {
    const asset = of && fileOf(of.url);
    return of && asset ? { ...of, ...source(of.url, asset) } : null;
  };
  const rates = [...parts.clips.values()].map(({ fpsMilli }) => fpsMilli ?? 0);
  const fps = (assets.get(film)?.fpsMilli ?? Math.max(24_000, ...rates)) / 1000;
  const { music, voice, title } = cut;
  return otioOf({
    ...{ name: nameOfJob(job), fps, title, cut, music: sound(music), voice: sound(voice) },
    shots: shots.filter((shot) => shot !== null),
  });
}

/** The edit list for an archive; null for a job without a film to cut. */
export async function editListOrNull(job: JobRow, urlOf: UrlOf): Promise<object | null> {
  try {
    return await editList(job, urlOf);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
