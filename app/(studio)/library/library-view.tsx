"use client";

import { useState } from "react";
import { Browse } from "./browse";
import type { FileFilter } from "./found-files";
import { LibraryCard } from "./library-card";

/** The page of the library. */
export function LibraryView() {
  const [filter, setFilter] = useState<FileFilter>({});
  return (
    <Browse
      filter={filter}
      onChange={setFilter}
      card={(file, put) => <LibraryCard file={file} onChange={(next) => put(file.id, next)} />}
    />
  );
}
