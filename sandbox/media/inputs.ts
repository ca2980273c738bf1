import { createWriteStream } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

const LIMITS = { image: 30_000_000, video: 500_000_000 };

export type Kind = keyof typeof LIMITS;

const SIGNATURES: { kind: Kind; test: (head: Buffer) => boolean }[] = [
  { kind: "image", test: (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  { kind: "image", test: (head) => head.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1")) },
  {
    kind: "image",
    test: (head) => head.toString("latin1", 0, 4) === "RIFF" && head.toString("latin1", 8, 12) === "WEBP",
  },
  { kind: "video", test: (head) => head.toString("latin1", 4, 8) === "ftyp" },
  { kind: "video", test: (head) => head.subarray(0, 4).equals(Buffer.from([0x1a, 0x45, 0xdf, 0xa3])) },
];

function bounded(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      bytes += chunk.length;
      next(bytes > limit ? new Error(`is larger than ${limit} bytes`) : null, chunk);
    },
  });
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

async function download(url: string, file: string, limit: number, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]) });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`answered ${response.status}`);
  }
  await pipeline(Readable.from(chunks(response.body)), bounded(limit), createWriteStream(file));
}

function fromDataUrl(url: string, limit: number): Buffer {
  const comma = url.indexOf(",");
  if (comma < 0) throw new Error("is not a data: URL");
  const bytes = url.slice(0, comma).endsWith(";base64")
    ? Buffer.from(url.slice(comma + 1), "base64")
    : Buffer.from(decodeURIComponent(url.slice(comma + 1)));
  if (bytes.length > limit) throw new Error(`is larger than ${limit} bytes`);
  return bytes;
}

/**
 * Fetches one input into `folder` and returns its path. Detects the type by the first bytes, not by what the server
 * claims.
 */
export async function bring(
  url: string,
  kind: Kind,
  folder: string,
  nth: number,
  signal: AbortSignal,
): Promise<string> {
  const file = path.join(folder, `input-${nth}`);
  try {
    if (url.startsWith("data:")) await writeFile(file, fromDataUrl(url, LIMITS[kind]));
    else await download(url, file, LIMITS[kind], signal);
    const handle = await open(file);
    const head = Buffer.alloc(16);
    await handle.read(head, 0, 16, 0).finally(() => handle.close());
    if (!SIGNATURES.some((known) => known.kind === kind && known.test(head)))
      throw new Error(`is not a readable ${kind}`);
    return file;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw new Error(`input ${nth + 1} ${error instanceof Error ? error.message : "could not be read"}${cause}`);
  }
}
