import { type Asset, findAssets } from "@/db/assets";
import { isByHand } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import { assetId } from "@/inngest/calls/ledger";
import { cutOfFilm, spokenAsMade } from "@/inngest/jobs/cut-of-film";
import { filmParts } from "@/inngest/jobs/film-parts";
import { stepTitle } from "@/inngest/step-titles";
import type { CutAnswer } from "@/lib/schemas/cut-answer";
import { hasSound } from "@/server/media/has-sound";
import { presentAsset } from "./asset";

/** The cut of a job's film, with the files that an editor needs for it. */
export async function presentCut(job: JobRow): Promise<CutAnswer> {
  const parts = await filmParts(job);
  const cut = cutOfFilm(parts);
  const given = [...cut.shots.map(({ clip }) => clip), cut.music?.url, cut.voice?.url].flatMap((url) =>
    url?.startsWith("asset:") ? [assetId(url)] : [],
  );
  const video = assetId(String(parts.call.output?.video ?? ""));
  const assets = await findAssets([...given, video]);
  const uploads = [...new Set(given)].flatMap((id) => assets.get(id) ?? []);
  const film = assets.get(video);
  const texts = new Map([...spokenAsMade(parts).values()].map(({ narration, text }) => [narration, text]));
  const source = async (clip: string, title: string, asset: Asset) => {
    const { url, thumbnailUrl, width, height, duration } = presentAsset(asset);
    const facts = { seconds: duration ?? 0, width, height, fps: fpsOf(asset), hasSound: await hasSound(asset) };
    return { clip, title, ...facts, video: url, poster: thumbnailUrl };
  };
  return {
    object: "cut",
    job: job.id,
    cut,
    sources: await Promise.all([
      ...[...parts.clips].map(([key, asset]) => source(key, stepTitle(job.model, key), asset)),
      ...uploads.flatMap((one) => (one.type === "video" ? [source(`asset:${one.id}`, "Upload", one)] : [])),
    ]),
    narrations: [...parts.narrations].map(([narration, asset]) => {
      const { url: audio, duration } = presentAsset(asset);
      const title = stepTitle(job.model, narration);
      return { narration, title, seconds: duration ?? 0, text: texts.get(narration) ?? null, audio };
    }),
    files: uploads.flatMap((one) => (one.type === "audio" ? [presentAsset(one)] : [])),
    film: {
      step: parts.step,
      take: parts.takes.find(({ chosen }) => chosen)?.number ?? 1,
      outOfDate: job.plan.some(({ key, outOfDate }) => key === parts.step && outOfDate === true),
      seconds: film?.durationMs ? film.durationMs / 1000 : null,
      ...{ width: film?.width ?? null, height: film?.height ?? null, fps: film ? fpsOf(film) : null },
    },
    takes: parts.takes.map(({ number, chosen, call }) => {
      const own = (!isByHand(call) && call.change?.cut) || null;
      return { number, chosen, byCut: own !== null, cut: own };
    }),
  };
}

const fpsOf = ({ fpsMilli }: Asset) => (fpsMilli === null ? null : fpsMilli / 1000);
