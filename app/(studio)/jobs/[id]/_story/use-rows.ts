"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { undoKey } from "./edit-bar";
import { moveTo } from "./parts";
import type { RowAct } from "./row-acts";
import type { Editing } from "./use-document";

type Row = { id: string };
type Made<T> = { edited: T[]; id: string };
type Rows<T extends Row> = {
  rows: T[];
  change: (rows: T[]) => void;
  editing: Pick<Editing<unknown>, "undo" | "redo" | "isOpen">;
  /** "Shot 2" for the row at a place. */
  nameOf: (place: number) => string;
  /** The sentence for a list that can hold no more rows; null if it can. */
  full: string | null;
  /** `caret`: of the row's text area. */
  split: (place: number, caret: number) => Made<T>;
  add: (place: number) => Made<T>;
  announce: (text: string) => void;
};

/**
 * The rows of a document: what their buttons and keys do, and where the focus goes. The element of `root` holds elements
 * with `data-row-id`, and in each the buttons of `RowActs` and a text area.
 */
export function useRows<T extends Row>({ rows, change, editing, nameOf, full, split, add, announce }: Rows<T>) {
  const t = useTranslations("story");
  const root = useRef<HTMLDivElement>(null);
  /** What gets the focus after a change: a row's button or first field; after an undo, what is left of the focus. */
  const [wanted, setWanted] = useState<{ id: string; act?: RowAct } | "undo" | null>(null);
  useEffect(() => {
    if (!wanted) return;
    setWanted(null);
    if (wanted === "undo") {
      if (document.activeElement === document.body) root.current?.querySelector<HTMLElement>("[data-undo]")?.focus();
      return;
    }
    const row = root.current?.querySelector(`[data-row-id="${wanted.id}"]`);
    const what = wanted.act ? `[data-act=${wanted.act}]` : "textarea";
    row?.querySelector<HTMLElement>(what)?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }, [wanted]);

  const place = (id: string) => rows.findIndex((one) => one.id === id);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= rows.length) return;
    change(moveTo(rows, from, to));
    announce(t("moved", { name: nameOf(from), place: to + 1, count: rows.length }));
  };
  const act = (id: string, what: RowAct) => {
    const at = place(id);
    if (what === "earlier") return move(at, at - 1);
    if (what === "later") return move(at, at + 1);
    if (what === "remove") {
      if (rows.length === 1) return;
      change(rows.toSpliced(at, 1));
      const next = rows[at + 1] ?? rows[at - 1];
      if (next) setWanted({ id: next.id, act: "remove" });
      return announce(t("removed", { name: nameOf(at) }));
    }
    if (full !== null) return announce(full);
    const field = root.current?.querySelector(`[data-row-id="${id}"] textarea`);
    const caret = field instanceof HTMLTextAreaElement ? field.selectionStart : 0;
    const made = what === "split" ? split(at, caret) : add(at);
    change(made.edited);
    setWanted({ id: made.id });
    announce(t(what === "split" ? "splitDone" : "added", { name: nameOf(at + 1) }));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const undone = undoKey(event, editing);
    if (undone) {
      setWanted("undo");
      return announce(t(undone === "undo" ? "undone" : "redone"));
    }
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    const { target } = event;
    if (!event.altKey || by === 0 || !editing.isOpen) return;
    if (!(target instanceof HTMLElement) || target.tagName === "SELECT") return;
    const id = target.closest("[data-row-id]")?.getAttribute("data-row-id");
    if (!id) return;
    event.preventDefault();
    move(place(id), place(id) + by);
  };
  return { root, act, move, onKeyDown, focusRow: (id: string) => setWanted({ id }) };
}
