"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { allFileTypes, fileTypes } from "@/lib/media/file-types";
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
  /** As the browser or the server names it; "" when it is not known. */
  contentType: string;
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
    const { contentType } = asset;
    const preview = steadyUrl(asset);
    const item = { key: id, name, type, contentType, preview, progress: 1, url: `asset:${id}`, problem: null };
    items[field.name] = [...(items[field.name] ?? []), item];
  }
  return items;
}

/** The text as an http(s) URL, or null. */
export function asLink(text: string): string | null {
  const url = text.trim();
  return /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? url : null;
}

/** By the media type that the browser gives, and of a file by its name's ending: few systems know the type of `.srt`. */
export function isFor(field: MediaField, file: File): boolean {
  if (field.media !== "file") return file.type.startsWith(`${field.media}/`);
  const ending = file.name.toLowerCase().split(".").at(-1);
  return typesOf(field).some((type) => type === file.type || fileTypes[type].extension === ending);
}

const typesOf = ({ contentTypes }: MediaField) => contentTypes ?? allFileTypes;

/** What the picker of a field offers. */
export const acceptedBy = (field: MediaField): string =>
  field.media === "file"
    ? typesOf(field)
        .flatMap((type) => [type, `.${fileTypes[type].extension}`])
        .join(",")
    : `${field.media}/*`;

/** For people: "WebVTT or SRT", in the page's language; null where the media type says it. */
export const namesFor = (field: MediaField, locale: string): string | null =>
  field.media === "file"
    ? new Intl.ListFormat(locale, { type: "disjunction" }).format(typesOf(field).map((type) => fileTypes[type].name))
    : null;

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

type Upload = { file: File; as?: MediaType; preview: string; controller: AbortController; isGiven: boolean };

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
    (field: string, key: string, { file, as, controller }: Upload) => {
      const { signal } = controller;
      upload(file, { as, onProgress: (progress) => change(field, key, { progress }), signal })
        .then((asset) => change(field, key, { url: `asset:${asset.id}`, progress: 1 }))
        .catch((reason: unknown) => change(field, key, { problem: problemWords(reason, t) }));
    },
    [change, t],
  );

  const add = useCallback(
    (field: MediaField, file: File) => {
      made.current += 1;
      const key = String(made.current);
      const problem = isFor(field, file) ? null : "wrongType";
      const as = field.media === "file" ? field.media : undefined;
      const preview = URL.createObjectURL(file);
      const upload = { file, as, preview, controller: new AbortController(), isGiven: false };
      const known = { key, name: file.name, type: field.media, contentType: file.type };
      put(field, { ...known, preview, progress: 0, url: null, problem });
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
    const known = { key, name: nameOf(url), type: field.media, contentType: "" };
    put(field, { ...known, preview: null, progress: 1, url, problem: null });
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

  /** A file of the library, which is uploaded already. */
  const addAsset = (field: MediaField, asset: Output) => {
    for (const item of givenItems([{ field, asset }])[field.name] ?? []) put(field, item);
  };

  return { items, add, addAsset, again, addLink, remove, move };
}

function letGo(uploads: Map<string, Upload>, key: string, { controller, preview }: Upload): void {
  controller.abort();
  URL.revokeObjectURL(preview);
  uploads.delete(key);
}
