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
  /** Where the uploaded file can be seen. */
  address?: string;
  /** An error message, or `wrongType` if the field does not accept the file. */
  problem: "wrongType" | string | null;
};

/** The files of an earlier job, which are uploaded already. */
export function givenItems(given: { field: MediaField; asset: Output }[]): Record<string, MediaItem[]> {
  const items: Record<string, MediaItem[]> = {};
  for (const { field, asset } of given) items[field.name] = [...(items[field.name] ?? []), itemOf(asset, asset.id)];
  return items;
}

export const nameOfAsset = ({ type, contentType }: Output): string => `${type}.${contentType.split("/")[1] ?? type}`;

function itemOf(asset: Output, key: string): MediaItem {
  const { id, type, contentType } = asset;
  const address = steadyUrl(asset);
  const known = { key, name: nameOfAsset(asset), type, contentType, progress: 1, problem: null };
  return { ...known, preview: address, url: `asset:${id}`, address };
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

type Items = Record<string, MediaItem[]>;

/**
 * The files of the workflow `model` per field; those of the other workflows stay. `add` starts an upload, `again` retries
 * it; an upload ends with the removal of its file from all of them.
 */
export function useMediaItems(model: string, begin: () => Items) {
  const t = useTranslations();
  const [all, setAll] = useState<Record<string, Items>>(() => ({ [model]: begin() }));
  const uploads = useRef(new Map<string, Upload>());
  const made = useRef(0);
  const items = all[model] ?? none;

  // Aborts uploads and frees previews of files that were removed.
  useEffect(() => {
    const there = new Set(Object.values(all).flatMap((of) => Object.values(of).flatMap(keysOf)));
    for (const [key, upload] of uploads.current) {
      if (there.has(key)) upload.isGiven = true;
      else if (upload.isGiven) letGo(uploads.current, key, upload);
    }
  }, [all]);
  useEffect(() => {
    const running = uploads.current;
    return () => {
      for (const [key, upload] of running) letGo(running, key, upload);
    };
  }, []);

  const setItems = (next: (items: Items) => Items) =>
    setAll((before) => ({ ...before, [model]: next(before[model] ?? none) }));
  /** A file may have been carried to other workflows by then. */
  const change = useCallback((key: string, update: Partial<MediaItem>) => {
    const inFields = (of: Items) =>
      mapValues(of, (items) => items.map((item) => (item.key === key ? { ...item, ...update } : item)));
    setAll((before) => mapValues(before, inFields));
  }, []);

  const put = (field: MediaField, item: MediaItem, replaced?: MediaItem) =>
    setItems((before) => {
      const there = before[field.name] ?? [];
      const next = replaced ? there.map((one) => (one.key === replaced.key ? item : one)) : [...there, item];
      return { ...before, [field.name]: field.many ? next.slice(0, field.max) : [item] };
    });

  const send = useCallback(
    (key: string, { file, as, controller }: Upload) => {
      const { signal } = controller;
      upload(file, { as, onProgress: (progress) => change(key, { progress }), signal })
        .then((asset) => change(key, { url: `asset:${asset.id}`, progress: 1, address: steadyUrl(asset) }))
        .catch((reason: unknown) => change(key, { problem: problemWords(reason, t) }));
    },
    [change, t],
  );

  const add = (field: MediaField, given: File | string | Output, replaced?: MediaItem) => {
    made.current += 1;
    const key = `${field.media}-${made.current}`;
    if (typeof given === "string") {
      const known = { key, name: nameOf(given), type: field.media, contentType: "" };
      put(field, { ...known, preview: null, progress: 1, url: given, problem: null }, replaced);
      return;
    }
    if (!(given instanceof File)) {
      put(field, itemOf(given, key), replaced);
      return;
    }
    const problem = isFor(field, given) ? null : "wrongType";
    const as = field.media === "file" ? field.media : undefined;
    const preview = URL.createObjectURL(given);
    const upload = { file: given, as, preview, controller: new AbortController(), isGiven: false };
    const known = { key, name: given.name, type: field.media, contentType: given.type };
    put(field, { ...known, preview, progress: 0, url: null, problem }, replaced);
    uploads.current.set(key, upload);
    if (!problem) send(key, upload);
  };

  const again = ({ key }: MediaItem) => {
    const upload = uploads.current.get(key);
    if (!upload) return;
    change(key, { problem: null, progress: 0 });
    send(key, upload);
  };

  const remove = (field: string, { key }: MediaItem) =>
    setItems((before) => ({ ...before, [field]: (before[field] ?? []).filter((other) => other.key !== key) }));

  const move = (field: string, item: MediaItem, place: number) =>
    setItems((before) => {
      const others = (before[field] ?? []).filter((other) => other.key !== item.key);
      return { ...before, [field]: others.toSpliced(place, 0, item) };
    });

  /** Fills the form of another workflow: `next` makes its files from those of this form and its own. */
  const carryTo = (other: string, next: (from: Items, own: Items | undefined) => Items) =>
    setAll((before) => ({ ...before, [other]: next(before[model] ?? none, before[other]) }));

  const replaceAll = (next: Items) => setItems(() => next);

  return { items, add, again, remove, move, carryTo, replaceAll };
}

const none: Items = {};
const keysOf = (items: MediaItem[]) => items.map(({ key }) => key);
const mapValues = <T>(of: Record<string, T>, change: (one: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(of).map(([name, one]) => [name, change(one)]));

function letGo(uploads: Map<string, Upload>, key: string, { controller, preview }: Upload): void {
  controller.abort();
  URL.revokeObjectURL(preview);
  uploads.delete(key);
}
