"use client";

import { Slider } from "radix-ui";
import { useTranslations } from "use-intl";
import type { OptionField, Value } from "./schema-form";

/** Places of a handle that a hand can still tell apart. */
const mostPlaces = 200;

/** A number that has both ends and a place to begin at. */
export const hasRange = ({ min, max, initial }: OptionField) =>
  min !== undefined && max !== undefined && initial !== "" && max - min <= 4096;

/** The step of the handle: as fine as the option allows, doubled until a hand can hit every place. */
export function stepOf({ min = 0, max = 0, whole, multipleOf }: OptionField): number {
  let step = multipleOf ?? (whole ? 1 : (max - min) / 90);
  while ((max - min) / step > mostPlaces) step *= 2;
  return step;
}

type Props = { field: OptionField; value: Value; onChange: (value: Value) => void };

/** A handle beside the number, for a pointer, a finger or the arrow keys. */
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
