"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";

/**
 * A filter that is in the page's address. `show` replaces it, `change` only some of its fields. `filter` and the address
 * change at once, and what Next shows follows.
 */
export function useAddressFilter<Filter extends object>(
  read: (search: URLSearchParams) => Filter,
  written: (filter: Filter) => string,
) {
  const shown = useSearchParams();
  const [followed, setFollowed] = useState(shown);
  /** The changes that Next has not shown yet, the oldest first. */
  const [ahead, setAhead] = useState<string[]>([]);
  if (followed !== shown) {
    setFollowed(shown);
    const at = ahead.lastIndexOf(shown.toString());
    setAhead(at < 0 ? [] : ahead.slice(at + 1));
  }
  const newest = ahead.at(-1);
  const current = newest ?? shown.toString();
  const asked = useRef(current);
  // With each change that it shows, Next writes its address. A later change must not get lost by that.
  useEffect(() => {
    asked.current = current;
    if (current !== shown.toString())
      History.prototype.replaceState.call(history, history.state, "", addressOf(current));
  }, [shown, current]);
  const show = (next: Filter) => {
    const search = written(next);
    asked.current = search;
    setAhead((changes) => [...changes, search]);
    window.history.replaceState(null, "", addressOf(search));
  };
  const change = (part: Filter) => show({ ...read(new URLSearchParams(asked.current)), ...part });
  return { filter: read(new URLSearchParams(current)), show, change };
}

const addressOf = (search: string) => (search ? `?${search}` : location.pathname);
