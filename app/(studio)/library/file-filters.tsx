"use client";

import { Star } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { useTranslations } from "use-intl";
import { chip } from "../_ui/chip";
import { SearchBox } from "../_ui/search-box";
import { type FileFilter, kinds } from "./found-files";

type Props = { filter: FileFilter; hasKinds: boolean; onChange: (part: FileFilter) => void };

/** The search of the library, its kinds and the star. */
export function FileFilters({ filter, hasKinds, onChange }: Props) {
  const t = useTranslations("library");
  return (
    <search className="print:hidden flex flex-col gap-3 lg:flex-row lg:items-center">
      <SearchBox
        q={filter.q ?? ""}
        label={t("search")}
        hint={t("searchHint")}
        onChange={(q) => onChange({ q: q || undefined })}
      />
      <div className="-mx-4 flex items-center gap-1.5 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:mx-0 sm:px-1">
        {hasKinds && (
          <ToggleGroup.Root
            type="single"
            aria-label={t("kind")}
            value={filter.kind ?? "all"}
            onValueChange={(value) => onChange({ kind: kinds.find((kind) => kind === value) })}
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
          onClick={() => onChange({ starred: filter.starred ? undefined : true })}
          className={`${chip} inline-flex items-center gap-1.5`}
        >
          <Star aria-hidden className={`size-3.5 ${filter.starred ? "fill-current" : ""}`} />
          {t("starred")}
        </button>
      </div>
    </search>
  );
}
