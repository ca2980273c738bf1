"use client";

import { useTranslations } from "use-intl";
import { box } from "./control-style";

type Props = {
  id?: string;
  value: string;
  title: string;
  placeholder: string;
  onChange: (event: { target: { value: string } }) => void;
  onColour: (colour: string) => void;
} & Omit<React.ComponentProps<"input">, "onChange" | "value">;

const whole = /^#[0-9a-f]{6}$/i;
const unset = "#808080";

/** A colour: the browser's own choice of colours, and its text beside it. */
export function ColourInput({ title, onColour, value, ...text }: Props) {
  const t = useTranslations("form");
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2">
      <input
        type="color"
        aria-label={t("colour", { title })}
        value={whole.test(value) ? value.toLowerCase() : unset}
        onChange={(event) => onColour(event.target.value)}
        className={`h-11 w-12 shrink-0 cursor-pointer rounded-xl bg-raised p-1 ring-1 ring-edge ring-inset ${value === "" ? "opacity-60" : ""}`}
      />
      <input {...text} type="text" value={value} spellCheck={false} className={`${box} font-mono text-sm`} />
    </span>
  );
}
