"use client";

import { type ReactNode, useId, useState } from "react";
import { useFormatter } from "use-intl";
import { Lines } from "@/app/(studio)/_ui/lines";
import { rounded } from "./edited-cut";

const box =
  "w-full rounded-xl bg-paper px-3 py-2 ring-1 ring-edge/60 ring-inset aria-invalid:ring-2 aria-invalid:ring-bad";

type FieldProps = { label: string; problem?: string; className?: string };

type SecondsProps = FieldProps & { value: number; min: number; max: number; onChange: (seconds: number) => void };

/** Seconds with up to two decimals. While a person types, the text stays theirs. */
export function SecondsField({ label, problem, className = "", value, min, max, onChange }: SecondsProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = String(Math.round(value * 100) / 100);
  const take = (text: string) => {
    setTyped(text);
    const seconds = Number(text.replace(",", "."));
    if (text.trim() !== "" && seconds >= min && seconds <= max) onChange(rounded(seconds));
  };
  const isOutside = typed !== null && !(Number(typed.replace(",", ".")) >= min && Number(typed) <= max);
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="text-xs font-medium text-faint">
        {label}
      </label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        step={0.1}
        {...{ min, max }}
        value={typed ?? shown}
        aria-invalid={problem || isOutside ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={({ target }) => take(target.value)}
        onBlur={() => setTyped(null)}
        className={`${box} min-h-10 text-sm tabular-nums pointer-coarse:min-h-11`}
      />
      {problem && <Problem id={`${id}-problem`} text={problem} />}
    </div>
  );
}

const Problem = ({ id, text }: { id: string; text: string }) => (
  <p id={id} className="text-sm font-medium text-bad">
    <Lines text={text} />
  </p>
);

type LevelProps = FieldProps & { value: number; onChange: (value: number) => void };

/** A level from silent to as loud as it is. */
export function LevelField({ label, className = "", value, onChange }: LevelProps) {
  const id = useId();
  const format = useFormatter();
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="flex justify-between text-xs font-medium text-faint">
        {label}
        <span className="tabular-nums">{format.number(value, { style: "percent" })}</span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(value * 100)}
        onChange={({ target }) => onChange(target.valueAsNumber / 100)}
        className="h-10 w-full accent-accent pointer-coarse:h-11"
      />
    </div>
  );
}

type CheckProps = { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void };

export function CheckField({ label, checked, onChange }: CheckProps) {
  return (
    <label className="flex min-h-10 cursor-pointer items-center gap-2.5 text-sm pointer-coarse:min-h-11">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4.5 shrink-0 accent-accent"
      />
      {label}
    </label>
  );
}
