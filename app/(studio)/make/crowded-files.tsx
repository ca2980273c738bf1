"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../_ui/button";
import { Picture } from "../_ui/picture";
import type { MediaItem } from "./media-items";
import { type Crowded, nameOfGiven } from "./place-files";
import type { MediaField } from "./schema-form";

type Props = {
  crowded: Crowded;
  items: Record<string, MediaItem[]>;
  onReplace: (field: MediaField, item: MediaItem) => void;
  onLeave: () => void;
};

/** Offers a place to a file without room: it can replace one of those that are there. */
export function CrowdedFiles({ crowded: { given, fields }, items, onReplace, onLeave }: Props) {
  const t = useTranslations("media");
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <fieldset ref={box} tabIndex={-1} className="flex flex-col gap-3 rounded-2xl bg-accent-wash p-4 outline-none">
      <legend className="float-left w-full text-sm font-medium text-pretty break-words">
        {t("crowded", { name: nameOfGiven(given) })}
      </legend>
      <div className="flex flex-wrap gap-2">
        {fields.flatMap((field) =>
          (items[field.name] ?? []).map((item) => (
            <button
              key={item.key}
              type="button"
              onClick={() => onReplace(field, item)}
              aria-label={t("replaceOne", { name: item.name, field: field.title })}
              className="flex w-20 flex-col gap-1 rounded-xl bg-raised p-1 text-xs ring-1 ring-edge/60 hover:ring-2 hover:ring-accent"
            >
              <span className="grid aspect-square w-full place-items-center overflow-hidden rounded-lg bg-sunken">
                {item.type === "image" && item.preview && (
                  <Picture src={item.preview} alt="" className="size-full object-cover" />
                )}
              </span>
              <span dir="auto" className="w-full truncate">
                {item.name}
              </span>
            </button>
          )),
        )}
      </div>
      <Button kind="quiet" onClick={onLeave} className="self-start">
        {t("leaveOut")}
      </Button>
    </fieldset>
  );
}
