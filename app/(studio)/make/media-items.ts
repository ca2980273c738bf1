"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { MediaType, Output } from "@/lib/job";
import { upload } from "../api";
import { problemWords } from "../api-problem";
import { steadyUrl } from "../steady-url";
import type { MediaField } from "./schema-form";

/** One file that was given: shown at once from the browser's memory, uploaded meanwhile. */
export type MediaItem = {
  key: string;
  name: string;
  type: MediaType;
  /** Null for a link: this page may load nothing from elsewhere. */
  preview: string | null;
  progress: number;
  /** What `input[]` names it by; null while it is going up. */
  url: string | null;
  /** A sentence, or that it is not what the field takes. */
  problem: "wrongType" | string | null;
};

/** The files of an earlier job, which are here already. */
export function givenItems(given: { field: MediaField; asset: Output }[]): Record<string, MediaItem[]> {
  const items: Record<string, MediaItem[]> = {};
  for (const { field, asset } of given) {
    const { id, type } = asset;
    const name = `${type}.${asset.contentType.split("/")[1] ?? type}`;
    const item = { key: id, name, type, preview: steadyUrl(asset), progress: 1, url: `asset:${id}`, problem: null };
    items[field.name] = [...(items[field.name] ?? []), item];
  }
  return items;
}

/** A whole web address, or null. */
export function asLink(text: string): string | null {
  const url = text.trim();
  return /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? url : null;
}

export const typeOfFile = (file: File): MediaType | null => {
  const [type] = file.type.split("/");
  return type === "image" || type === "video" || type === "audio" ? type : null;
};

/** The given files per field; `add` starts the upload, `remove` stops it. */
export function useMediaItems(begin: () => Record<string, MediaItem[]>) {
  const t = useTranslations();
  const [items, setItems] = useState(begin);
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

  const put = useCallback(
    (field: MediaField, item: MediaItem) =>
      setItems((all) => ({
        ...all,
        [field.name]: field.many ? [...(all[field.name] ?? []), item].slice(0, field.max) : [item],
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
        url: null,
        problem: typeOfFile(file) === field.media ? null : "wrongType",
      };
      put(field, item);
      if (item.problem) return;
      const controller = new AbortController();
      uploads.current.set(item.key, controller);
      upload(file, (progress) => change(field.name, item.key, { progress }), controller.signal)
        .then((asset) => change(field.name, item.key, { url: `asset:${asset.id}`, progress: 1 }))
        .catch((reason: unknown) => change(field.name, item.key, { problem: problemWords(reason, t) }));
    },
    [change, put, t],
  );

  const addLink = (field: MediaField, url: string) => {
    made.current += 1;
    const name = decodeURI(new URL(url).pathname.split("/").at(-1) || new URL(url).host);
    put(field, { key: String(made.current), name, type: field.media, preview: null, progress: 1, url, problem: null });
  };

  const remove = useCallback((field: string, item: MediaItem) => {
    uploads.current.get(item.key)?.abort();
    if (item.preview?.startsWith("blob:")) URL.revokeObjectURL(item.preview);
    setItems((all) => ({ ...all, [field]: (all[field] ?? []).filter((other) => other.key !== item.key) }));
  }, []);

  const move = (field: string, item: MediaItem, place: number) =>
    setItems((all) => {
      const others = (all[field] ?? []).filter((other) => other.key !== item.key);
      return { ...all, [field]: others.toSpliced(place, 0, item) };
    });

  return { items, add, addLink, remove, move };
}
