"use client";

import { useTranslations } from "use-intl";
import type { OptionField, Value } from "./schema-form";

/** The number of positions that a user can still distinguish. */
const mostPlaces = 200;

/** Whether a number has both limits and a default. */
export const hasRange = ({ min, max, initial }: OptionField) =>
  min !== undefined && max !== undefined && initial !== "" && max - min <= 4096;

/** The step of the handle: the option's own, doubled until there are few enough positions. */
export function stepOf({ min = 0, max = 0, whole, multipleOf }: OptionField): number {
  let step = multipleOf ?? (whole ? 1 : (max - min) / 90);
  while ((max - min) / step > mostPlaces) step *= 2;
  return step;
}

type Props = { field: OptionField; value: Value; onChange: (value: Value) => void };

/** A slider beside the number, for pointer, touch or arrow keys. */
export function RangeHandle({ field, value, onChange }: Props) {
  const t = useTranslations("form");
  const { min = 0, max = 0 } = field;
  const at = Number(value);
  return (
    <input
      type="range"
      aria-label={t("handle", { title: field.title })}
      min={min}
      max={max}
      step={stepOf(field)}
      value={value === "" || !Number.isFinite(at) ? min : Math.min(max, Math.max(min, at))}
      onChange={(event) => onChange(String(Math.round(Number(event.target.value) * 10) / 10))}
      className="h-11 min-w-0 flex-1 cursor-pointer accent-(--accent)"
    />
  );
}
