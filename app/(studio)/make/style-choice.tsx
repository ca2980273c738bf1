"use client";

import { Ban } from "lucide-react";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import { presetWords } from "@/lib/media/style/preset-words";
import { findStyle, thumbnailPath } from "@/lib/styles";
import { withBase } from "@/server/http/base-path";
import { Picture } from "../_ui/picture";
import { describedBy, FieldFrame } from "./field-frame";
import { idOfOption, type OptionField, type Value } from "./schema-form";

type Props = { field: OptionField; value: Value; problem?: string; onChange: (value: Value) => void };

const wordsOf = (id: string) => findStyle(id) ?? Object.entries(presetWords).find(([name]) => name === id)?.[1] ?? null;

/** The choice of a style: a picture of each, chosen with the mouse or the arrow keys. */
export function StyleChoice({ field, value, problem, onChange }: Props) {
  const t = useTranslations("form");
  const isChinese = useLocale() === "zh";
  const id = idOfOption(field.name);
  const wordsIn = (style: string) => (isChinese ? wordsOf(style)?.zh : wordsOf(style));
  const words = wordsIn(String(value));
  const description = words ? `${words.look} · ${words.mood}` : field.description;
  const shared = { name: id, chosen: String(value), onChange };
  return (
    <FieldFrame {...field} description={description} id={id} problem={problem} wide isGroup>
      <div
        id={id}
        role="radiogroup"
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy(id, description, problem)}
        className={`grid gap-2 ${field.choices.length < 4 ? "grid-cols-4" : "grid-cols-3 sm:grid-cols-5 lg:grid-cols-4 xl:grid-cols-5"}`}
      >
        <Choice {...shared} value="" title={t("noStyle")}>
          <Ban aria-hidden className="size-6 text-faint" strokeWidth={1.5} />
        </Choice>
        {field.choices.map(String).map((style) => (
          <Choice key={style} {...shared} value={style} title={wordsIn(style)?.title ?? style}>
            <Picture
              src={withBase(thumbnailPath(style))}
              alt=""
              width={240}
              height={180}
              loading="lazy"
              className="size-full object-cover"
            />
          </Choice>
        ))}
      </div>
    </FieldFrame>
  );
}

type ChoiceProps = {
  name: string;
  value: string;
  chosen: string;
  title: string;
  onChange: (value: string) => void;
  children: ReactNode;
};

function Choice({ name, value, chosen, title, onChange, children }: ChoiceProps) {
  return (
    <label className="relative flex min-w-0 cursor-pointer flex-col gap-1 rounded-xl p-1 text-left ring-1 ring-line transition hover:bg-sunken has-checked:bg-accent-wash has-checked:ring-2 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <input
        type="radio"
        name={name}
        value={value}
        checked={chosen === value}
        onChange={() => onChange(value)}
        className="absolute inset-0 cursor-pointer opacity-0"
      />
      <span className="grid aspect-4/3 w-full place-items-center overflow-hidden rounded-lg bg-sunken">{children}</span>
      <span className="truncate px-0.5 text-xs font-medium">{title}</span>
    </label>
  );
}
