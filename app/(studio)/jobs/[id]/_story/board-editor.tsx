"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { getStoryboard } from "@/app/(studio)/_data/api";
import { shapeOf } from "@/app/(studio)/jobs/job-picture";
import type { Job } from "@/lib/schemas/job";
import { totalOf } from "@/lib/story/lengths";
import { filmSeconds, lengthTolerance, mostShots, shotSeconds } from "@/lib/story/limits";
import { EditBar, undoKey } from "./edit-bar";
import { type ShotAct, ShotRow, shotColumns } from "./shot-row";
import { ShotStrip } from "./shot-strip";
import { addAfter, asEdited, asStoryboard, changeShot, type EditedShot, moveTo, shotFieldOf, splitAt } from "./shots";
import { useAnnouncer } from "./use-announcer";
import { type DocumentKind, useDocument } from "./use-document";

const board: DocumentKind<EditedShot[]> = {
  step: "storyboard",
  read: async (job) => asEdited((await getStoryboard(job.id)).document),
  write: asStoryboard,
  fieldOf: shotFieldOf,
  settled: (edited) => asEdited(asStoryboard(edited)),
};

type Props = { job: Job; onSaved: () => void; onUnsaved: (step: string, isUnsaved: boolean) => void };

/** The storyboard: a strip of cards and a table of the same shots. */
export function BoardEditor({ job, onSaved, onUnsaved }: Props) {
  const t = useTranslations("story");
  const editing = useDocument(job, board, onSaved);
  const { announce, region } = useAnnouncer();
  const root = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  /** What gets the focus after a change: a shot's button or first field; after an undo, what is left of the focus. */
  const [wanted, setWanted] = useState<{ id: string; act?: ShotAct } | "undo" | null>(null);
  const isChanged = editing?.isChanged ?? false;
  useEffect(() => onUnsaved(board.step, isChanged), [isChanged, onUnsaved]);
  useEffect(() => {
    if (!wanted) return;
    setWanted(null);
    if (wanted === "undo") {
      if (document.activeElement === document.body) root.current?.querySelector<HTMLElement>("[data-undo]")?.focus();
      return;
    }
    const row = root.current?.querySelector(`[data-shot="${wanted.id}"]`);
    const what = wanted.act ? `[data-act=${wanted.act}]` : "textarea";
    row?.querySelector<HTMLElement>(what)?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }, [wanted]);
  if (!editing) return <div className="shimmer h-96 rounded-3xl" />;

  const { value: edited, change, problemOf, isOpen } = editing;
  const { duration, longest_shot: longest } = job.options;
  const longestShot = typeof longest === "number" ? longest : shotSeconds.max;
  const place = (id: string) => edited.findIndex((one) => one.id === id);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= edited.length) return;
    change(moveTo(edited, from, to));
    announce(t("moved", { n: from + 1, place: to + 1, count: edited.length }));
  };
  const act = (id: string, what: ShotAct) => {
    const at = place(id);
    if (what === "earlier") return move(at, at - 1);
    if (what === "later") return move(at, at + 1);
    if (what === "remove") {
      if (edited.length === 1) return;
      change(edited.toSpliced(at, 1));
      const next = edited[at + 1] ?? edited[at - 1];
      if (next) setWanted({ id: next.id, act: "remove" });
      return announce(t("removed", { n: at + 1 }));
    }
    if (edited.length >= mostShots) return announce(t("full", { most: mostShots }));
    const made = what === "split" ? splitAt(edited, at) : addAfter(edited, at, longestShot);
    change(made.edited);
    setWanted({ id: made.id });
    announce(t(what === "split" ? "splitDone" : "added", { n: at + 2 }));
  };
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    const undone = undoKey(event, editing);
    if (undone) {
      setWanted("undo");
      return announce(t(undone === "undo" ? "undone" : "redone"));
    }
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    const { target } = event;
    if (!event.altKey || by === 0 || !isOpen || !(target instanceof HTMLElement) || target.tagName === "SELECT") return;
    const id = target.closest("[data-shot]")?.getAttribute("data-shot");
    if (!id) return;
    event.preventDefault();
    move(place(id), place(id) + by);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the controls in it
    <div ref={root} onKeyDown={keys} className="flex flex-col gap-4 rounded-3xl bg-raised p-4 ring-1 ring-line sm:p-5">
      <EditBar editing={editing} save={t("saveBoard")} announce={announce}>
        <Total seconds={totalOf(edited.map(({ shot }) => shot))} asked={Number(duration) || filmSeconds.default} />
      </EditBar>
      <ShotStrip
        edited={edited}
        base={editing.base}
        job={job}
        shape={shapeOf(job)}
        current={current}
        readOnly={!isOpen}
        onOpen={(id) => {
          setCurrent(id);
          setWanted({ id });
        }}
        onMove={move}
      />
      <div aria-hidden className={`hidden gap-3 px-2 text-xs font-medium text-faint xl:grid ${shotColumns}`}>
        <span />
        {(["description", "dialogue", "scene_number", "duration", "shot_type", "camera_movement"] as const).map(
          (key) => (
            <span key={key}>{t(`field.${key}`)}</span>
          ),
        )}
        <span className="w-40" />
      </div>
      <ol aria-label={t("table")} className="-mt-2 flex flex-col gap-3 xl:gap-2">
        {edited.map((one, i) => (
          <ShotRow
            key={one.id}
            edited={one}
            place={i}
            count={edited.length}
            isCurrent={one.id === current}
            readOnly={!isOpen}
            longestShot={longestShot}
            problemOf={problemOf}
            onChange={(changed, field) => change(changeShot(edited, one.id, changed), `${one.id}/${field}`)}
            onAct={(what) => act(one.id, what)}
            onFocus={() => setCurrent(one.id)}
          />
        ))}
      </ol>
      {isOpen && <p className="text-sm text-faint">{t("hint")}</p>}
      {region}
    </div>
  );
}

/** The running total against the requested length. */
function Total({ seconds, asked }: { seconds: number; asked: number }) {
  const t = useTranslations("story");
  const format = useFormatter();
  const words = (value: number) => format.number(value, { maximumFractionDigits: 1 });
  const off = seconds - asked;
  const isFar = Math.abs(off) > asked * lengthTolerance + 1e-9;
  return (
    <p data-total className={`text-sm tabular-nums ${isFar ? "font-medium text-bad" : "text-soft"}`}>
      {t("total", { seconds: words(seconds), asked: words(asked) })}
      {isFar && ` · ${t(off > 0 ? "longer" : "shorter", { s: words(Math.abs(off)) })}`}
    </p>
  );
}
