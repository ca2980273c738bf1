"use client";

import { useEffect, useRef, useState } from "react";

type Props = { label: string; value: string; className?: string; onEnd: (text: string | null) => void };

const most = 120;

/** A text that is edited in its place: Enter or leaving it ends with the text, Escape with null. */
export function InlineField({ label, value, className = "", onEnd }: Props) {
  const [text, setText] = useState(value.slice(0, most));
  const field = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => field.current?.select(), []);
  const end = (isSaved: boolean) => {
    if (isOver.current) return;
    isOver.current = true;
    const said = text.trim();
    onEnd(isSaved && said !== value ? said : null);
  };
  return (
    <input
      ref={field}
      aria-label={label}
      maxLength={most}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === "Enter");
      }}
      className={`min-h-9 w-full min-w-0 rounded-lg bg-raised px-2 ring-1 ring-edge ring-inset ${className}`}
    />
  );
}
