"use client";

import { useSearchParams } from "next/navigation";

/**
 * A filter that is in the page's address. `show` replaces it, `change` only some of its fields: the address is ahead of
 * `filter` when two changes follow each other quickly.
 */
export function useAddressFilter<Filter extends object>(
  read: (search: URLSearchParams) => Filter,
  written: (filter: Filter) => string,
) {
  const filter = read(useSearchParams());
  const show = (next: Filter) => {
    const search = written(next);
    window.history.replaceState(null, "", search ? `?${search}` : location.pathname);
  };
  const change = (part: Filter) => show({ ...read(new URLSearchParams(location.search)), ...part });
  return { filter, show, change };
}
