"use client";

import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../_ui/button";
import { ColourInput } from "./colour-input";
import { box, iconButton } from "./control-style";
import { isBlank, linesOf, moved, pasted, type Row, rowsOf, textOf } from "./list-rows";
import type { OptionField, Value } from "./schema-form";

type Props = {
  field: OptionField;
  value: Value;
  shared: { id: string; "aria-describedby"?: string; "aria-invalid"?: true };
  onChange: (value: Value) => void;
};

/**
 * A list as rows: Enter adds a row, Backspace removes an empty one, several pasted lines become several rows, and
 * Alt with an arrow key moves a row.
 */
export function ListInput({ field, value, shared, onChange }: Props) {
  const t = useTranslations("form");
  const list = useRef<HTMLOListElement>(null);
  const [focus, setFocus] = useState<{ row: number } | null>(null);
  const [said, setSaid] = useState("");
  const kept = rowsOf(field, value);
  const rows = kept.length > 0 ? kept : [{}];
  const most = field.maxItems ?? Number.POSITIVE_INFINITY;
  const [first] = field.fields;
  const set = (next: Row[], at?: number) => {
    onChange(textOf(next.length === 1 && next.every(isBlank) ? [] : next));
    if (at !== undefined) setFocus({ row: Math.max(0, Math.min(at, next.length - 1)) });
  };
  useEffect(() => {
    if (focus) list.current?.querySelector<HTMLElement>(`[data-item="${focus.row}"] [data-text]`)?.focus();
  }, [focus]);
  if (!first) return null;

  const addAfter = (i: number) => {
    if (rows.length < most) set(rows.toSpliced(i + 1, 0, { [first.name]: "" }), i + 1);
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= rows.length) return;
    set(moved(rows, from, to), to);
    setSaid(t("rowMoved", { n: to + 1, count: rows.length }));
  };
  const remove = (i: number) => set(rows.toSpliced(i, 1), i);
  const press = (i: number) => (event: KeyboardEvent<HTMLElement>) => {
    const { key, altKey, ctrlKey, metaKey, nativeEvent } = event;
    if (nativeEvent.isComposing || ctrlKey || metaKey) return;
    const isEmpty = isBlank(rows[i] ?? {}) && rows.length > 1;
    if (key === "Enter") addAfter(i);
    else if (key === "Backspace" && isEmpty) set(rows.toSpliced(i, 1), i - 1);
    else if (altKey && (key === "ArrowUp" || key === "ArrowDown")) move(i, i + (key === "ArrowUp" ? -1 : 1));
    else return;
    event.preventDefault();
  };
  const paste = (i: number) => (event: ClipboardEvent) => {
    const lines = linesOf(event.clipboardData.getData("text/plain"));
    if (lines.length < 2) return;
    event.preventDefault();
    set(pasted(rows, i, first.name, lines, most), i + lines.length - 1);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: the frame of the field has its label
    <div
      role="group"
      aria-labelledby={`${shared.id}-label`}
      aria-describedby={shared["aria-describedby"]}
      className="flex flex-col gap-2"
    >
      <ol ref={list} className="flex flex-col gap-2">
        {rows.map((row, i) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            key={i}
            data-item={i}
            className="flex flex-wrap items-center gap-1"
          >
            <Cells
              {...{ field, row, n: i + 1 }}
              shared={i === 0 ? shared : { id: `${shared.id}-${i + 1}` }}
              onPress={press(i)}
              onPaste={paste(i)}
              onChange={(next) => set(rows.with(i, next))}
            />
            <span className="ml-auto flex">
              {rows.length > 1 && (
                <>
                  <button
                    type="button"
                    disabled={i === 0}
                    aria-label={t("rowUp", { n: i + 1 })}
                    onClick={() => move(i, i - 1)}
                    className={iconButton}
                  >
                    <ArrowUp aria-hidden className="size-4" />
                  </button>
                  <button
                    type="button"
                    disabled={i === rows.length - 1}
                    aria-label={t("rowDown", { n: i + 1 })}
                    onClick={() => move(i, i + 1)}
                    className={iconButton}
                  >
                    <ArrowDown aria-hidden className="size-4" />
                  </button>
                </>
              )}
              <button
                type="button"
                disabled={kept.length === 0}
                aria-label={t("rowRemove", { n: i + 1 })}
                onClick={() => remove(i)}
                className={iconButton}
              >
                <X aria-hidden className="size-4" />
              </button>
            </span>
          </li>
        ))}
      </ol>
      {rows.length < most && (
        <Button kind="quiet" onClick={() => addAfter(rows.length - 1)} size="small" className="-ml-2.5 self-start">
          <Plus aria-hidden />
          {t("rowAdd")}
        </Button>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}

type CellsProps = {
  field: OptionField;
  row: Row;
  n: number;
  shared: Props["shared"];
  onPress: (event: KeyboardEvent<HTMLElement>) => void;
  onPaste: (event: ClipboardEvent) => void;
  onChange: (row: Row) => void;
};

/** The fields of a row: the first one takes the width, the others are small. */
function Cells({ field, row, n, shared, onPress, onPaste, onChange }: CellsProps) {
  const t = useTranslations("form");
  return field.fields.map((inner, place) => {
    const name = t("row", { title: field.title, n });
    const title = place === 0 ? name : `${name}: ${inner.title}`;
    const typed = {
      ...(place === 0 ? { ...shared, "data-text": true, onKeyDown: onPress, onPaste } : {}),
      "aria-label": title,
      value: String(row[inner.name] ?? ""),
      placeholder: place === 0 ? inner.placeholder : inner.title,
      onChange: (event: { target: { value: string } }) => onChange({ ...row, [inner.name]: event.target.value }),
    };
    if (inner.kind === "colour")
      return (
        <ColourInput
          key={inner.name}
          {...typed}
          title={name}
          onColour={(colour) => onChange({ ...row, [inner.name]: colour })}
        />
      );
    const isNumber = inner.kind === "number";
    return (
      <input
        key={inner.name}
        {...typed}
        type={isNumber ? "number" : "text"}
        {...(isNumber && { min: inner.min, max: inner.max, step: "any" })}
        className={`${box} ${place > 0 ? "max-w-28" : field.fields.length > 1 ? "min-w-40 basis-full sm:flex-1 sm:basis-0" : "min-w-40 flex-1"}`}
      />
    );
  });
}
