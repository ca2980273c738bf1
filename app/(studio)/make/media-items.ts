"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { MediaType, Output } from "@/lib/schemas/job";
import { upload } from "../_data/api";
import { problemWords } from "../_data/api-problem";
import { steadyUrl } from "../_ui/stable-url";
import type { MediaField } from "./schema-form";

/** An input file: shown at once from the browser's memory while it uploads. */
export type MediaItem = {
  key: string;
  name: string;
  type: MediaType;
  /** Null for a link: the page may not load files from other sites. */
  preview: string | null;
  progress: number;
  /** The reference for `input[]`; null until the upload is done. */
  url: string | null;
  /** An error message, or `wrongType` if the field does not accept the file. */
  problem: "wrongType" | string | null;
};

/** The files of an earlier job, which are uploaded already. */
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

/** The text as an http(s) URL, or null. */
export function asLink(text: string): string | null {
  const url = text.trim();
  return /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? url : null;
}

export const typeOfFile = (file: File): MediaType | null => {
  const [type] = file.type.split("/");
  return type === "image" || type === "video" || type === "audio" ? type : null;
};

/** The last part of a URL, decoded; unchanged when it cannot be decoded. */
function nameOf(url: string): string {
  const { pathname, host } = new URL(url);
  const name = pathname.split("/").at(-1) || host;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

type Upload = { file: File; preview: string; controller: AbortController; isGiven: boolean };

/** The files per field. `add` starts an upload, `again` retries it; removing a file aborts its upload. */
export function useMediaItems(begin: () => Record<string, MediaItem[]>) {
  const t = useTranslations();
  const [items, setItems] = useState(begin);
  const uploads = useRef(new Map<string, Upload>());
  const made = useRef(0);

  // Aborts uploads and frees previews of files that were removed.
  useEffect(() => {
    const there = new Set(Object.values(items).flatMap((of) => of.map(({ key }) => key)));
    for (const [key, upload] of uploads.current) {
      if (there.has(key)) upload.isGiven = true;
      else if (upload.isGiven) letGo(uploads.current, key, upload);
    }
  }, [items]);
  useEffect(() => {
    const running = uploads.current;
    return () => {
      for (const [key, upload] of running) letGo(running, key, upload);
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

  const send = useCallback(
    (field: string, key: string, { file, controller }: Upload) => {
      const { signal } = controller;
      upload(file, (progress) => change(field, key, { progress }), signal)
        .then((asset) => change(field, key, { url: `asset:${asset.id}`, progress: 1 }))
        .catch((reason: unknown) => change(field, key, { problem: problemWords(reason, t) }));
    },
    [change, t],
  );

  const add = useCallback(
    (field: MediaField, file: File) => {
      made.current += 1;
      const key = String(made.current);
      const problem = typeOfFile(file) === field.media ? null : "wrongType";
      const preview = URL.createObjectURL(file);
      const upload = { file, preview, controller: new AbortController(), isGiven: false };
      put(field, { key, name: file.name, type: field.media, preview, progress: 0, url: null, problem });
      uploads.current.set(key, upload);
      if (!problem) send(field.name, key, upload);
    },
    [put, send],
  );

  const again = (field: string, { key }: MediaItem) => {
    const upload = uploads.current.get(key);
    if (!upload) return;
    change(field, key, { problem: null, progress: 0 });
    send(field, key, upload);
  };

  const addLink = (field: MediaField, url: string) => {
    made.current += 1;
    const key = String(made.current);
    put(field, { key, name: nameOf(url), type: field.media, preview: null, progress: 1, url, problem: null });
  };

  const remove = useCallback(
    (field: string, { key }: MediaItem) =>
      setItems((all) => ({ ...all, [field]: (all[field] ?? []).filter((other) => other.key !== key) })),
    [],
  );

  const move = (field: string, item: MediaItem, place: number) =>
    setItems((all) => {
      const others = (all[field] ?? []).filter((other) => other.key !== item.key);
      return { ...all, [field]: others.toSpliced(place, 0, item) };
    });

  return { items, add, again, addLink, remove, move };
}

function letGo(uploads: Map<string, Upload>, key: string, { controller, preview }: Upload): void {
  controller.abort();
  URL.revokeObjectURL(preview);
  uploads.delete(key);
}
