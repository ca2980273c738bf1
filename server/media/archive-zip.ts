import { makeZip, predictLength } from "client-zip";
import { Problem } from "@/lib/errors";
import { store } from "@/lib/storage/current";
import type { Entry } from "./archive-entries";

/**
 * A ZIP of a job's files and its manifest, not deflated, because media are compressed already. Each file is opened only
 * when it is sent, so memory holds one piece. The length is exact, with ZIP64 if needed.
 */
export function zipOf(entries: Entry[], manifest: string): { length: bigint; stream(): ReadableStream<Uint8Array> } {
  const bytes = new TextEncoder().encode(manifest);
  const sizes = entries.map(({ name, asset }) => ({ name, size: asset.sizeBytes }));
  return {
    length: predictLength([...sizes, { name: "manifest.json", size: bytes.length }]),
    stream: () => closing(() => makeZip(parts(entries, bytes))),
  };
}

async function* parts(entries: Entry[], manifest: Uint8Array) {
  for (const { name, asset } of entries) {
    const opened = await store().open(asset.storageKey);
    if (!opened) throw new Problem("not_found", `The file ${name} was deleted during the download.`);
    try {
      yield { name, input: opened.stream, size: opened.size, lastModified: asset.createdAt };
    } finally {
      opened.stream.destroy();
    }
  }
  yield { name: "manifest.json", input: manifest, lastModified: new Date() };
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
  const pieces = read();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await pieces.return()),
    },
    { highWaterMark: 0 },
  );
}
