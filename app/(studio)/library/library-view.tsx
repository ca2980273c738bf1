"use client";

import { useSearchParams } from "next/navigation";
import { Browse } from "./browse";
import { type FileFilter, filterSearch, readFilter } from "./found-files";
import { LibraryCard } from "./library-card";

/** The page of the library; its filters are in its address. */
export function LibraryView() {
  const filter = readFilter(useSearchParams());
  // The address is ahead of `filter` when two changes follow each other quickly.
  const change = (part: FileFilter) => {
    const search = filterSearch({ ...readFilter(new URLSearchParams(location.search)), ...part });
    window.history.replaceState(null, "", search ? `?${search}` : location.pathname);
  };
  return (
    <Browse
      filter={filter}
      onChange={change}
      card={(file, put) => <LibraryCard file={file} onChange={(next) => put(file.id, next)} />}
    />
  );
}
