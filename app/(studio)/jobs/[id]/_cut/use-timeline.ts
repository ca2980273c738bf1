import { useCallback, useState } from "react";
import { useTranslations } from "use-intl";
import type { CutAct } from "./cut-keys";
import { clipTime, onFrame, shotAt } from "./film-places";
import type { Playhead } from "./playhead";
import { canSplit, duplicateShot, mostShots, moveShot, removeShot, splitShot, trimShot } from "./shot-edits";
import { useShotNames } from "./shot-names";
import type { Editing } from "./use-cut";

const fastest = 4;

/** The selected shot, and what buttons and keys do with it and with the playhead. */
export function useTimeline(editing: Editing, playhead: Playhead, announce: (text: string) => void) {
  const t = useTranslations("cut");
  const nameOf = useShotNames();
  const { cut, film, change, material } = editing;
  const [chosen, setChosen] = useState<string | null>(null);
  /** The shot whose button gets the focus after a change. */
  const [wanted, setWanted] = useState<string | null>(null);
  const selected = film.places.find(({ shot }) => shot.id === chosen) ?? film.places[0] ?? null;
  const frame = 1 / material.fps;

  const focused = useCallback(() => setWanted(null), []);
  const seekTo = (time: number) => {
    playhead.play(0);
    playhead.seek(Math.min(time, film.seconds - frame));
  };
  const select = (id: string, { andSeek = false } = {}) => {
    setChosen(id);
    const place = film.places.find(({ shot }) => shot.id === id);
    const isInside = place && playhead.time() >= place.start && playhead.time() < place.end;
    if (place && andSeek && !isInside) seekTo(place.start);
  };
  const step = (seconds: number) => seekTo(onFrame(playhead.time() + seconds, material.fps));
  /** The selected shot if the playhead is in it, else the one that is shown. */
  const under = () => {
    const time = playhead.time();
    const isIn = selected && time >= selected.start - 1e-6 && time < selected.end;
    return isIn ? selected : shotAt(film, time);
  };

  const mark = (edge: "from" | "to") => {
    const place = under();
    if (!place) return;
    const at = clipTime(place, onFrame(playhead.time(), material.fps));
    const { id } = place.shot;
    change((now) => trimShot(now, id, { [edge]: edge === "from" ? at : at + frame }, place.source));
    setChosen(id);
    if (edge === "from") seekTo(place.start);
    announce(t(edge === "from" ? "markedIn" : "markedOut", { n: place.index + 1 }));
  };
  const split = () => {
    const place = under();
    if (!place) return;
    const at = clipTime(place, onFrame(playhead.time(), material.fps));
    if (cut.shots.length >= mostShots) return announce(t("full", { n: mostShots }));
    if (!canSplit(place.shot, place.source, at)) return announce(t("noSplit"));
    const made = splitShot(cut, place.shot.id, at);
    change(() => made.cut);
    setChosen(made.id);
    announce(t("splitDone", { n: place.index + 1 }));
  };
  const move = (id: string, to: number) => {
    const at = cut.shots.findIndex((shot) => shot.id === id);
    if (at === to || to < 0 || to >= cut.shots.length) return;
    change((now) => moveShot(now, id, to));
    setChosen(id);
    announce(t("moved", { n: at + 1, place: to + 1, count: cut.shots.length }));
  };
  const remove = (id: string) => {
    if (cut.shots.length === 1) return announce(t("lastShot"));
    const at = cut.shots.findIndex((shot) => shot.id === id);
    const left = removeShot(cut, id);
    change(() => left.cut);
    setChosen(left.id);
    setWanted(left.id);
    announce(t("removed", { n: at + 1 }));
  };
  const add = (made: { cut: typeof cut; id: string }) => {
    if (cut.shots.length >= mostShots) return announce(t("full", { n: mostShots }));
    change(() => made.cut);
    setChosen(made.id);
    setWanted(made.id);
    const at = made.cut.shots.findIndex(({ id }) => id === made.id);
    announce(t("added", { name: nameOf(made.cut.shots[at]?.clip ?? "", material), place: at + 1 }));
  };
  const act = (what: CutAct) => {
    const rate = playhead.rate();
    if (what === "toggle") return playhead.play(rate === 0 ? 1 : 0);
    if (what === "pause") return playhead.play(0);
    if (what === "forwards") return playhead.play(rate > 0 ? Math.min(fastest, 2 * rate) : 1);
    if (what === "backwards") return playhead.play(rate < 0 ? Math.max(-fastest, 2 * rate) : -1);
    if (what === "frameBack") return step(-frame);
    if (what === "frameOn") return step(frame);
    if (what === "secondBack") return step(-1);
    if (what === "secondOn") return step(1);
    if (what === "first") return seekTo(0);
    if (what === "last") return seekTo(film.seconds);
    if (what === "markIn") return mark("from");
    if (what === "markOut") return mark("to");
    if (what === "split") return split();
    if (selected) remove(selected.shot.id);
  };
  return {
    ...{ selected, select, seekTo, act, move, remove, add, wanted },
    focused,
    duplicate: (id: string) => add(duplicateShot(cut, id)),
  };
}
export type TimelineState = ReturnType<typeof useTimeline>;
