"use client";

import { Slider } from "radix-ui";
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
    <Slider.Root
      min={min}
      max={max}
      step={stepOf(field)}
      value={[value === "" || !Number.isFinite(at) ? min : Math.min(max, Math.max(min, at))]}
      onValueChange={([next = min]) => onChange(String(Math.round(next * 10) / 10))}
      className="relative flex h-11 flex-1 touch-none items-center"
    >
      <Slider.Track className="relative h-1.5 w-full rounded-full bg-sunken">
        <Slider.Range className="absolute h-full rounded-full bg-accent" />
      </Slider.Track>
      <Slider.Thumb
        aria-label={t("handle", { title: field.title })}
        className="block size-6 rounded-full bg-raised shadow-sm ring-2 ring-accent"
      />
    </Slider.Root>
  );
}
