"use client";

import { type ReactNode, useEffect, useId, useRef, useState } from "react";

type Props = {
  /** The content of the button, and its style. */
  trigger: ReactNode;
  className: string;
  /** The name of the panel, and of the button where its content is no text. */
  label: string;
  /** The side of the button at which the panel begins. */
  from?: "left" | "right";
  children: (close: () => void) => ReactNode;
};

/** A button that opens a small panel below it. Escape and leaving the panel close it. */
export function DropDown({ trigger, className, label, from = "left", children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const leave = ({ target }: PointerEvent) => {
      if (target instanceof Node && !whole.current?.contains(target)) setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the controls inside
    <div
      ref={whole}
      className="relative"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        onClick={() => setOpen(!open)}
        className={className}
      >
        {trigger}
      </button>
      {open && (
        <div
          id={id}
          role="dialog"
          aria-label={label}
          className={`absolute top-full z-30 max-sm:fixed max-sm:inset-x-4 max-sm:top-auto max-sm:bottom-24 max-sm:w-auto mt-2 flex w-96 flex-col gap-2 rounded-2xl bg-raised p-4 text-left shadow-lift ring-1 ring-line ${from === "left" ? "left-0" : "right-0"}`}
        >
          {children(close)}
        </div>
      )}
    </div>
  );
}
