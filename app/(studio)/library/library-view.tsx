"use client";

import { useAddressFilter } from "../_data/address-filter";
import { Browse } from "./browse";
import { filterSearch, readFilter } from "./found-files";
import { LibraryCard } from "./library-card";

/** The page of the library; its filters are in its address. */
export function LibraryView() {
  const { filter, change } = useAddressFilter(readFilter, filterSearch);
  return (
    <Browse
      filter={filter}
      onChange={change}
      card={(file, put) => <LibraryCard file={file} onChange={(next) => put(file.id, next)} />}
    />
  );
}
