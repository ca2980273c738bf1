"use client";

import { Ban } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useLocale, useTranslations } from "use-intl";
import { findStyle, thumbnailPath } from "@/lib/styles";
import { withBase } from "@/server/http/base-path";
import { Picture } from "../_ui/picture";
import { describedBy, FieldFrame } from "./field-frame";
import type { OptionField, Value } from "./schema-form";

type Props = { field: OptionField; value: Value; problem?: string; onChange: (value: Value) => void };

/** A radio item needs a value. */
const none = "none";

/** The choice of a style: a picture of each, chosen with the mouse or the arrow keys. */
export function StyleChoice({ field, value, problem, onChange }: Props) {
  const t = useTranslations("form");
  const isChinese = useLocale() === "zh";
  const id = `option-${field.name}`;
  const choices = field.choices.flatMap((one) => findStyle(String(one)) ?? []);
  const chosen = choices.find((style) => style.id === value);
  const words = isChinese ? chosen?.zh : chosen;
  const description = words ? `${words.look} · ${words.mood}` : field.description;
  return (
    <FieldFrame {...field} description={description} id={id} problem={problem} wide isGroup>
      <RadioGroup.Root
        id={id}
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy(id, description, problem)}
        value={String(value) || none}
        onValueChange={(to) => onChange(to === none ? "" : to)}
        className="grid grid-cols-3 gap-2 sm:grid-cols-5 lg:grid-cols-4 xl:grid-cols-5"
      >
        <Choice value={none} title={t("noStyle")}>
          <Ban aria-hidden className="size-6 text-faint" strokeWidth={1.5} />
        </Choice>
        {choices.map((style) => (
          <Choice key={style.id} value={style.id} title={isChinese ? style.zh.title : style.title}>
            <Picture
              src={withBase(thumbnailPath(style.id))}
              alt=""
              width={240}
              height={180}
              loading="lazy"
              className="size-full object-cover"
            />
          </Choice>
        ))}
      </RadioGroup.Root>
    </FieldFrame>
  );
}

function Choice({ value, title, children }: { value: string; title: string; children: React.ReactNode }) {
  return (
    <RadioGroup.Item
      value={value}
      className="flex min-w-0 flex-col gap-1 rounded-xl p-1 text-left ring-1 ring-line transition hover:bg-sunken data-[state=checked]:bg-accent-wash data-[state=checked]:ring-2 data-[state=checked]:ring-accent"
    >
      <span className="grid aspect-4/3 w-full place-items-center overflow-hidden rounded-lg bg-sunken">{children}</span>
      <span className="truncate px-0.5 text-xs font-medium">{title}</span>
    </RadioGroup.Item>
  );
}
