"use client";

import { Search, Star } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { MediaType } from "@/lib/schemas/job";
import { chip } from "../_ui/chip";
import type { FileFilter } from "./found-files";

const kinds: readonly MediaType[] = ["image", "video", "audio", "file"];
const typingMs = 250;

type Props = { filter: FileFilter; hasKinds: boolean; onChange: (filter: FileFilter) => void };

/** The search of the library, its kinds and the star. */
export function FileFilters({ filter, hasKinds, onChange }: Props) {
  const t = useTranslations("library");
  const [text, setText] = useState(filter.q ?? "");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange({ ...filter, q: value.trim() || undefined }), typingMs);
  };
  return (
    <search className="flex flex-col gap-3 lg:flex-row lg:items-center">
      <div className="relative flex-1">
        <Search aria-hidden className="pointer-events-none absolute top-3.5 left-3.5 size-4 text-faint" />
        <input
          type="search"
          aria-label={t("search")}
          placeholder={t("searchHint")}
          maxLength={200}
          value={text}
          onChange={(event) => type(event.target.value)}
          className="min-h-11 w-full rounded-xl bg-raised pr-3 pl-10 ring-1 ring-edge ring-inset placeholder:text-faint"
        />
      </div>
      <div className="-mx-4 flex items-center gap-1.5 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:mx-0 sm:px-1">
        {hasKinds && (
          <ToggleGroup.Root
            type="single"
            aria-label={t("kind")}
            value={filter.kind ?? "all"}
            onValueChange={(value) => onChange({ ...filter, kind: kinds.find((kind) => kind === value) })}
            className="flex gap-1.5"
          >
            {(["all", ...kinds] as const).map((kind) => (
              <ToggleGroup.Item key={kind} value={kind} className={chip}>
                {t(`kinds.${kind}`)}
              </ToggleGroup.Item>
            ))}
          </ToggleGroup.Root>
        )}
        <button
          type="button"
          aria-pressed={filter.starred === true}
          onClick={() => onChange({ ...filter, starred: filter.starred ? undefined : true })}
          className={`${chip} inline-flex items-center gap-1.5`}
        >
          <Star aria-hidden className={`size-3.5 ${filter.starred ? "fill-current" : ""}`} />
          {t("starred")}
        </button>
      </div>
    </search>
  );
}
