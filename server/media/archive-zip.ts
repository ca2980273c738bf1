import { makeZip, predictLength } from "client-zip";
import { create as contentDisposition } from "content-disposition";
import { Problem } from "@/lib/errors";
import { store } from "@/lib/storage/current";
import { bodyOf } from "../http/body-of";
import { exactLength } from "../http/exact-length-response";
import type { Entry } from "./archive-entries";
import { harmless } from "./serve-asset";

/** A text that is a file of the archive. */
export type TextFile = { name: string; text: string };

type Zip = { length: bigint; stream(): ReadableStream<Uint8Array> };

/**
 * A ZIP of files and texts, not deflated, because media are compressed already. Each file is opened only
 * when it is sent, so memory holds one piece. The length is exact, with ZIP64 if needed.
 */
export function zipOf(entries: Entry[], texts: TextFile[]): Zip {
  const encoded = texts.map(({ name, text }) => ({ name, input: new TextEncoder().encode(text) }));
  const sizes = entries.map(({ name, asset }) => ({ name, size: asset.sizeBytes }));
  return {
    length: predictLength([...sizes, ...encoded.map(({ name, input }) => ({ name, size: input.length }))]),
    stream: () => closing(() => makeZip(parts(entries, encoded))),
  };
}

/** Serves a ZIP as a download of this name; to HEAD only its headers. */
export function serveZip(method: string, zip: Zip, name: string): Response {
  const headers = {
    ...harmless,
    "content-type": "application/zip",
    "content-disposition": contentDisposition(`${name}.zip`),
    "cache-control": "private, no-store",
    [exactLength]: String(zip.length),
  };
  return new Response(method === "HEAD" ? null : zip.stream(), { headers });
}

async function* parts(entries: Entry[], texts: { name: string; input: Uint8Array }[]) {
  for (const { name, asset } of entries) {
    const opened = await store().open(asset.storageKey);
    if (!opened) throw new Problem("not_found", `The file ${name} was deleted during the download.`);
    try {
      yield { name, input: opened.stream, size: opened.size, lastModified: asset.createdAt };
    } finally {
      opened.stream.destroy();
    }
  }
  for (const text of texts) yield { ...text, lastModified: new Date() };
}

/** Cancels the stream of `make` when the reader stops, without passing errors of that to the reader. */
function closing(make: () => ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  async function* read() {
    const reader = make().getReader();
    try {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
    } finally {
      await reader.cancel().catch(() => {});
    }
  }
  return bodyOf(read());
}
