"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { withBase } from "@/server/http/base-path";

/** The workflow in the address, `/?model=topic-film`, and a function that puts another one there. */
export function useNamedModel(): [string | undefined, (id: string) => void] {
  const search = useSearchParams();
  const path = usePathname();
  const name = (id: string) => {
    const next = new URLSearchParams(search);
    next.set("model", id);
    window.history.replaceState(null, "", `${withBase(path)}?${next}`);
  };
  return [search.get("model") ?? undefined, name];
}
