"use client";

import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";

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
  useEffect(() => {
    if (isMain && location.hash === "#search") input.current?.focus();
  }, [isMain]);
  const search = useEffectEvent((value: string) => {
    if (value !== q) onChange(value);
  });
  useEffect(() => {
    const timer = setTimeout(() => search(text.trim()), typingMs);
    // A search that changes the address now would end the way to the page of the link.
    const leave = ({ target }: Event) => {
      if (target instanceof Element && target.closest("a")) clearTimeout(timer);
    };
    document.addEventListener("click", leave, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("click", leave, true);
    };
  }, [text]);
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
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        className="min-h-11 w-full rounded-xl bg-raised pr-3 pl-10 ring-1 ring-edge ring-inset placeholder:text-faint"
      />
    </div>
  );
}
