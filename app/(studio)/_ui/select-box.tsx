"use client";

import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { type SelectProps, selectStyle } from "./select-props";

/** Loaded when a person comes near the box: what places its list is as large as the code of a page. */
const load = () => import("./select-window");
const Window = lazy(load);

/** A select whose options may have a description; the closed box shows the title only. */
export function SelectBox(props: SelectProps) {
  const [isWanted, setWanted] = useState(false);
  const closed = <Closed {...props} onOpen={() => setWanted(true)} />;
  if (!isWanted) return closed;
  return (
    <Suspense fallback={closed}>
      <Window {...props} />
    </Suspense>
  );
}

function Closed(props: SelectProps & { onOpen: () => void }) {
  const { id, label, value, groups, placeholder, describedBy, invalid, onOpen } = props;
  const list = useId();
  const chosen = groups.flatMap(({ choices }) => choices).find((choice) => choice.value === value);
  // Only a head start: the list itself reports that it could not be loaded.
  const soon = () => void load().catch(() => {});
  return (
    <button
      type="button"
      role="combobox"
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      aria-expanded={false}
      aria-haspopup="listbox"
      aria-controls={list}
      data-placeholder={chosen ? undefined : ""}
      className={selectStyle}
      onPointerEnter={soon}
      onFocus={soon}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        onOpen();
      }}
    >
      <span>{chosen?.title ?? placeholder}</span>
      <ChevronDown aria-hidden className="size-4 text-faint" />
    </button>
  );
}
