import { type Asset, findAssets } from "@/db/assets";
import type { FieldError } from "@/lib/errors";
import type { Cut } from "@/lib/schemas/cut";
import { assetId } from "../calls/ledger";
import type { FilmParts } from "./film-parts";

const mostSeconds = 1800;
/** Lengths in files' headers are rounded to a frame or so. */
const slack = 0.1;
const shortest = 0.04;

/** What is wrong with a cut of these clips, each fault with its field. A clip that changes later is cut as far as it goes. */
export async function faultsOfCut(cut: Cut, { clips }: FilmParts): Promise<FieldError[]> {
  const { shots, music, voice, title } = cut;
  const files = [...shots.map(({ clip }) => clip), ...[music?.url, voice?.url].map((url) => url ?? "")];
  const assets = await findAssets(files.filter((url) => url.startsWith("asset:")).map(assetId));
  const secondsOf = (file: string) => seconds(clips.get(file) ?? assets.get(assetId(file)));
  const lengths = shots.map(({ clip, from, to }) => Math.min(to ?? secondsOf(clip), secondsOf(clip)) - from);
  const faults = shots.flatMap(({ clip, from, to, join }, i) => {
    const all = secondsOf(clip);
    const at = (field: string, detail: string) => [{ pointer: `/shots/${i}/${field}`, detail }];
    if (from > all - shortest) return at("from", `The clip is only ${inWords(all)} long: choose an earlier start.`);
    if (to !== null && to > all + slack) return at("to", `The clip is only ${inWords(all)} long.`);
    if (to !== null && to - from < shortest) return at("to", "The shot must end at least 0.04 s after its `from`.");
    const longest = Math.min(lengths[i] ?? 0, lengths[i + 1] ?? Number.POSITIVE_INFINITY);
    const isTooLong = join.kind !== "cut" && i < shots.length - 1 && join.seconds > longest + slack;
    if (!isTooLong) return [];
    return at(
      "join/seconds",
      `A join takes half of its length from each of its two shots: at most ${inWords(longest)} here.`,
    );
  });
  const total = lengths.reduce((sum, one) => sum + Math.max(0, one), title?.seconds ?? 0);
  if (total > mostSeconds) {
    faults.push({ pointer: "/shots", detail: `The film would be longer than ${mostSeconds / 60} minutes.` });
  }
  const late = [
    ["/music/from", music && music.from >= secondsOf(music.url) ? secondsOf(music.url) : null, "music"],
    ["/voice/at", voice && voice.at >= total ? total : null, "film"],
  ] as const;
  for (const [pointer, end, what] of late) {
    if (end !== null) faults.push({ pointer, detail: `The ${what} is only ${inWords(end)} long.` });
  }
  return faults;
}

const seconds = (asset: Asset | undefined) => (asset?.durationMs ?? 0) / 1000;
const inWords = (value: number) => `${Math.round(value * 100) / 100} s`;
