"use client";

import { useEffect, useState } from "react";
import type { MediaType } from "@/lib/schemas/job";
import type { LibraryItem } from "@/lib/schemas/keep";
import { listFiles } from "../_data/api";

export type FileFilter = { kind?: MediaType; starred?: boolean; q?: string };

type Found = { key: string; files: LibraryItem[]; last: string | null; hasMore: boolean; problem: unknown };

const asQuery = ({ kind, starred, q }: FileFilter): Record<string, string> => ({
  ...(kind && { kind }),
  ...(starred && { starred: "true" }),
  ...(q && { q }),
});

/** The files of the library that match, page by page; `files` is null until the first answer. */
export function useFiles(filter: FileFilter) {
  const key = JSON.stringify(asQuery(filter));
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let current = true;
    listFiles(JSON.parse(key)).then(
      ({ data, lastId, hasMore }) => current && setFound({ key, files: data, last: lastId, hasMore, problem: null }),
      (problem: unknown) => current && setFound({ key, files: [], last: null, hasMore: false, problem }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  const loadMore = async () => {
    if (!found?.last || busy) return;
    setBusy(true);
    try {
      const { data, lastId, hasMore } = await listFiles({ ...JSON.parse(key), after: found.last });
      setFound((now) =>
        now?.key === found.key ? { ...now, files: [...now.files, ...data], last: lastId, hasMore } : now,
      );
    } catch (problem) {
      setFound((now) => now && { ...now, problem });
    }
    setBusy(false);
  };
  /** Replaces a file, or leaves it out. */
  const put = (id: string, file: LibraryItem | null) =>
    setFound(
      (now) => now && { ...now, files: now.files.flatMap((one) => (one.id === id ? (file ? [file] : []) : [one])) },
    );
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
