"use client";

import { RotateCcw, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { LibraryItem } from "@/lib/schemas/keep";
import { problemWords } from "../_data/api-problem";
import { Button } from "../_ui/button";
import { Lines } from "../_ui/lines";
import { LoadMore } from "../jobs/_keep/load-more";
import { FileFilters } from "./file-filters";
import { type FileFilter, useFiles } from "./found-files";

type Props = {
  filter: FileFilter;
  /** False where only one kind fits. */
  hasKinds?: boolean;
  /** The fields that change. */
  onChange: (part: FileFilter) => void;
  card: (file: LibraryItem, put: (id: string, file: LibraryItem | null) => void) => ReactNode;
};

const places = ["a", "b", "c", "d", "e", "f"];
const grid = "grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-3 lg:grid-cols-4 2xl:grid-cols-6";

/** The library with its filters: on its page, and where a file is chosen. */
export function Browse({ filter, hasKinds = true, onChange, card }: Props) {
  const t = useTranslations();
  const { files, asking, hasMore, problem, busy, loadMore, put } = useFiles(filter);
  const isFiltered = Boolean(filter.q || filter.starred || (hasKinds && filter.kind));
  const clear = () => onChange({ kind: hasKinds ? undefined : filter.kind, starred: undefined, q: undefined });
  return (
    <div className="flex flex-col gap-6">
      <FileFilters filter={filter} hasKinds={hasKinds} onChange={onChange} />
      {problem !== null && (
        <p role="alert" className="rounded-xl bg-bad-wash px-4 py-3 font-medium text-bad">
          <Lines text={problemWords(problem, t)} />
        </p>
      )}
      {files === null && (
        <div className={grid} aria-hidden>
          {places.map((place) => (
            <div key={place} className="shimmer aspect-4/3 rounded-2xl" />
          ))}
        </div>
      )}
      {files?.length === 0 && !asking && problem === null && !hasMore && (
        <div className="flex flex-col items-center gap-3 rounded-3xl border border-dashed border-edge/60 px-6 py-16 text-center">
          <SearchX aria-hidden className="size-9 text-accent" strokeWidth={1.5} />
          <h2 className="text-lg font-semibold">{isFiltered ? t("library.none") : t("library.empty")}</h2>
          <p className="text-soft">{isFiltered ? t("library.noneText") : t("library.emptyText")}</p>
          {isFiltered && (
            <Button onClick={clear}>
              <RotateCcw aria-hidden />
              {t("library.clear")}
            </Button>
          )}
        </div>
      )}
      {files && files.length > 0 && (
        <ul className={grid}>
          {files.map((file) => (
            <li key={file.id} className="min-w-0">
              {card(file, put)}
            </li>
          ))}
        </ul>
      )}
      {hasMore && (
        <LoadMore label={t("library.more")} busy={busy} isStopped={problem !== null} onMore={() => void loadMore()} />
      )}
    </div>
  );
}
