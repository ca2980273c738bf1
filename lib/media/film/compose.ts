import type { LocalContext } from "../../local-work";
import { makeFilm } from "./make";
import type { FilmOrder } from "./order";
import { readSources } from "./sources";
import { shotCues } from "./spoken-cues";
import { planFilm } from "./timeline";

/** Composes a film from whole clips, each slowed to the length of its shot. */
export async function compose(order: FilmOrder, context: LocalContext) {
  const { shots, width, height, fps, dissolves, title } = order;
  const { clips, narrations, music } = await readSources(order, context);
  const planned = shots.map((shot, i) => ({ ...shot, narrationSeconds: narrations[i]?.seconds ?? null }));
  const pieces = planFilm(planned, { fps, dissolves, title: title !== undefined });
  const subtitled = { shots, fps, pieces, narrations };
  return makeFilm(
    {
      ...{ pieces, clips, width, height, fps, fades: dissolves, title, burns: order.subtitles === "burned" },
      sound: order.sound ? { pieces, fps, clips, narrations, music } : null,
      cuesOf: async (voice) => (order.subtitles === "off" ? [] : shotCues(subtitled, voice, context.signal)),
    },
    context,
  );
}
