"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { MediaType, Output } from "@/lib/job";
import { upload } from "../api";
import { words } from "../words";
import type { MediaField } from "./schema-form";

/** One file that was given: shown at once from the browser's memory, uploaded meanwhile. */
export type MediaItem = {
  key: string;
  name: string;
  type: MediaType;
  preview: string;
  progress: number;
  asset: Output | null;
  problem: string | null;
};

export const typeOfFile = (file: File): MediaType | null => {
  const [type] = file.type.split("/");
  return type === "image" || type === "video" || type === "audio" ? type : null;
};

/** The given files per field; `add` starts the upload, `remove` stops it. */
export function useMediaItems() {
  const [items, setItems] = useState<Record<string, MediaItem[]>>({});
  const uploads = useRef(new Map<string, AbortController>());
  const made = useRef(0);

  useEffect(() => {
    const running = uploads.current;
    return () => {
      for (const controller of running.values()) controller.abort();
    };
  }, []);

  const change = useCallback(
    (field: string, key: string, update: Partial<MediaItem>) =>
      setItems((all) => ({
        ...all,
        [field]: (all[field] ?? []).map((item) => (item.key === key ? { ...item, ...update } : item)),
      })),
    [],
  );

  const add = useCallback(
    (field: MediaField, file: File) => {
      made.current += 1;
      const item: MediaItem = {
        key: String(made.current),
        name: file.name,
        type: field.media,
        preview: URL.createObjectURL(file),
        progress: 0,
        asset: null,
        problem: typeOfFile(file) === field.media ? null : words.media.wrongType[field.media](file.name),
      };
      setItems((all) => ({
        ...all,
        [field.name]: field.many ? [...(all[field.name] ?? []), item].slice(0, field.max) : [item],
      }));
      if (item.problem) return;
      const controller = new AbortController();
      uploads.current.set(item.key, controller);
      upload(file, (progress) => change(field.name, item.key, { progress }), controller.signal)
        .then((asset) => change(field.name, item.key, { asset, progress: 1 }))
        .catch((reason: Error) => change(field.name, item.key, { problem: reason.message }));
    },
    [change],
  );

  const remove = useCallback((field: string, item: MediaItem) => {
    uploads.current.get(item.key)?.abort();
    URL.revokeObjectURL(item.preview);
    setItems((all) => ({ ...all, [field]: (all[field] ?? []).filter((other) => other.key !== item.key) }));
  }, []);

  return { items, add, remove };
}
