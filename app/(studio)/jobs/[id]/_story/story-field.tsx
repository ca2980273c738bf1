"use client";

import type { ReactNode } from "react";
import { Lines } from "@/app/(studio)/_ui/lines";
import { langOf } from "@/app/(studio)/_ui/text-language";

const box =
  "w-full rounded-xl bg-paper px-3 py-2 ring-1 ring-edge/60 ring-inset aria-invalid:ring-2 aria-invalid:ring-bad read-only:text-soft disabled:opacity-70";

type FrameProps = {
  id: string;
  label: string;
  /** Before the label, for screen readers: what the field is part of. */
  prefix?: string;
  problem?: string;
  /** Where a column's heading says the same. */
  hideLabel?: string;
  className?: string;
};

/** A label, a control and the server's error. */
function Field({ id, label, prefix, problem, hideLabel = "", className = "", children }: FrameProps & Children) {
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className={`text-xs font-medium text-faint ${hideLabel}`}>
        {prefix && <span className="sr-only">{prefix}</span>}
        {label}
      </label>
      {children}
      {problem && (
        <p id={`${id}-problem`} className="text-sm font-medium text-bad">
          <Lines text={problem} />
        </p>
      )}
    </div>
  );
}

type Children = { children: ReactNode };

const described = (id: string, problem?: string) => ({
  id,
  "aria-invalid": problem ? true : undefined,
  "aria-describedby": problem ? `${id}-problem` : undefined,
});

type TextProps = FrameProps & {
  value: string;
  readOnly: boolean;
  most: number;
  rows?: number;
  /** One paragraph that fills its card, which has the frame: line breaks become spaces at once. */
  paragraph?: boolean;
  onChange: (value: string) => void;
};

/** Joins the lines that a person pasted, and keeps the caret where it is. */
function joinLines(field: HTMLTextAreaElement): void {
  const joined = (text: string) => text.replace(/\s*\n\s*/g, " ");
  if (joined(field.value) === field.value) return;
  const caret = joined(field.value.slice(0, field.selectionEnd)).length;
  field.value = joined(field.value);
  field.setSelectionRange(caret, caret);
}

export function TextField({ value, readOnly, most, rows = 2, paragraph, onChange, ...frame }: TextProps) {
  return (
    <Field {...frame}>
      <textarea
        {...described(frame.id, frame.problem)}
        lang={langOf(value)}
        value={value}
        readOnly={readOnly}
        maxLength={most}
        rows={rows}
        onChange={({ target }) => {
          if (paragraph) joinLines(target);
          onChange(target.value);
        }}
        className={`field-sizing-content max-h-80 text-sm ${
          paragraph ? "grow resize-none outline-none read-only:text-soft" : `${box} resize-y`
        } ${rows === 1 ? "min-h-10" : "min-h-16"}`}
      />
    </Field>
  );
}

type NumberProps = FrameProps & {
  value: number;
  readOnly: boolean;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
};

export function NumberField({ value, readOnly, min, max, step, onChange, ...frame }: NumberProps) {
  return (
    <Field {...frame}>
      <input
        {...described(frame.id, frame.problem)}
        type="number"
        value={Number.isFinite(value) ? value : ""}
        readOnly={readOnly}
        {...{ min, max, step }}
        onChange={(event) => onChange(event.target.valueAsNumber)}
        className={`${box} min-h-10 text-sm tabular-nums`}
      />
    </Field>
  );
}

type ChoiceProps<T extends string> = FrameProps & {
  value: T;
  readOnly: boolean;
  choices: readonly { id: T; title: string }[];
  onChange: (value: T) => void;
};

export function ChoiceField<T extends string>({ value, readOnly, choices, onChange, ...frame }: ChoiceProps<T>) {
  return (
    <Field {...frame}>
      <select
        {...described(frame.id, frame.problem)}
        value={value}
        disabled={readOnly}
        onChange={({ target }) => {
          const chosen = choices.find(({ id }) => id === target.value);
          if (chosen) onChange(chosen.id);
        }}
        className={`${box} min-h-10 text-sm`}
      >
        {choices.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </Field>
  );
}
