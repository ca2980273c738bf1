"use client";

import { useEffect, useRef, useState } from "react";
import type { MediaType } from "@/lib/schemas/job";
import type { LibraryItem } from "@/lib/schemas/keep";
import { listFiles } from "../_data/api";

export type FileFilter = { kind?: MediaType; starred?: boolean; q?: string };

export const kinds: readonly MediaType[] = ["image", "video", "audio", "file"];

/** The filter of the page's address. */
export const readFilter = (search: URLSearchParams): FileFilter => ({
  kind: kinds.find((type) => type === search.get("kind")),
  starred: search.get("starred") === "true" ? true : undefined,
  q: search.get("q")?.slice(0, 200) || undefined,
});

export const filterSearch = (filter: FileFilter): string => new URLSearchParams(asQuery(filter)).toString();

type Found = { key: string; files: LibraryItem[]; last: string | null; hasMore: boolean; problem: unknown };

const asQuery = ({ kind, starred, q }: FileFilter): Record<string, string> => ({
  ...(kind && { kind }),
  ...(starred && { starred: "true" }),
  ...(q && { q }),
});

/** The list that was shown last: a person who comes back to it finds it as long as it was. */
let kept: Found | null = null;

/** The files of the library that match, page by page; `files` is null until the first answer. */
export function useFiles(filter: FileFilter) {
  const key = JSON.stringify(asQuery(filter));
  const [found, setFound] = useState<Found | null>(() => (kept?.key === key ? kept : null));
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    kept = found && found.problem === null ? found : null;
  }, [found]);
  /** The ids of the shown files; null while a list is on its way. */
  const shown = useRef<Set<string> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks for the same list again
  useEffect(() => {
    let current = true;
    shown.current = null;
    const show = (next: Omit<Found, "key">) => {
      if (!current) return;
      shown.current = new Set(next.files.map(({ id }) => id));
      setFound((now) => withOlder({ key, ...next }, now));
    };
    listFiles(JSON.parse(key)).then(
      ({ data, lastId, hasMore }) => show({ files: data, last: lastId, hasMore, problem: null }),
      (problem: unknown) => show({ files: [], last: null, hasMore: false, problem }),
    );
    return () => {
      current = false;
    };
  }, [key, round]);
  const loadMore = async () => {
    if (!found?.last || busy) return;
    setBusy(true);
    try {
      const { data, lastId, hasMore } = await listFiles({ ...JSON.parse(key), after: found.last });
      for (const { id } of data) shown.current?.add(id);
      setFound((now) =>
        now?.key === found.key ? { ...now, files: [...now.files, ...data], last: lastId, hasMore } : now,
      );
    } catch (problem) {
      setFound((now) => now && { ...now, problem });
    }
    setBusy(false);
  };
  /** Replaces a file, or leaves it out. A list without the file may be older than the change: it is requested again. */
  const put = (id: string, file: LibraryItem | null) => {
    setFound(
      (now) => now && { ...now, files: now.files.flatMap((one) => (one.id === id ? (file ? [file] : []) : [one])) },
    );
    if (file && !shown.current?.has(id)) setRound((now) => now + 1);
  };
  return {
    files: found?.files ?? null,
    asking: found?.key !== key,
    hasMore: found?.hasMore ?? false,
    problem: found?.problem ?? null,
    busy,
    loadMore,
    put,
  };
}

/** A new first page, with the older ones that are there already: they follow where it overlaps them. */
function withOlder(next: Found, now: Found | null): Found {
  const place = now?.key === next.key ? now.files.findIndex(({ id }) => id === next.last) : -1;
  if (!now || next.problem !== null || place < 0 || place === now.files.length - 1) return next;
  const known = new Set(next.files.map(({ id }) => id));
  const older = now.files.slice(place + 1).filter(({ id }) => !known.has(id));
  return { ...now, files: [...next.files, ...older] };
}
