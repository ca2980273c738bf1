"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";

const typingMs = 250;

/** `isMain`: the page's own search, which `/` focuses from anywhere. */
type Props = { q: string; label: string; hint: string; isMain?: boolean; onChange: (q: string) => void };

/** Searches while the user types, after a short pause. */
export function SearchBox({ q, label, hint, isMain = false, onChange }: Props) {
  const [text, setText] = useState(q);
  const [asked, setAsked] = useState(q);
  if (asked !== q) {
    setAsked(q);
    if (q === "") setText("");
  }
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (isMain && location.hash === "#search") input.current?.focus();
    return () => clearTimeout(timer.current);
  }, [isMain]);
  const search = (value: string) => {
    clearTimeout(timer.current);
    if (value.trim() !== q) onChange(value.trim());
  };
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(value), typingMs);
  };
  return (
    <div className="relative flex-1">
      <Search aria-hidden className="pointer-events-none absolute top-3.5 left-3.5 size-4 text-faint" />
      <input
        ref={input}
        {...(isMain && { id: "search", "aria-keyshortcuts": "/" })}
        type="search"
        aria-label={label}
        placeholder={hint}
        maxLength={200}
        value={text}
        onChange={(event) => type(event.target.value)}
        // At once: a search that changed the address later would undo the click that follows.
        onBlur={() => search(text)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        className="min-h-11 w-full rounded-xl bg-raised pr-3 pl-10 ring-1 ring-edge ring-inset placeholder:text-faint"
      />
    </div>
  );
}
