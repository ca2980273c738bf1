import { Problem } from "@/lib/errors";

/** The limit for received, unverified bytes of all requests together. */
const mostTogether = 48 * 1024 * 1024;

type Held = { chunks: Uint8Array[]; bytes: number; isDropped: boolean };
const held = new Set<Held>();
let together = 0;

/**
 * Reads a body whose sender is not verified yet. All such bodies share one amount of memory; when it is full, the
 * largest body is dropped, so that forged large bodies do not block small calls.
 */
export async function readUnverified(
  body: AsyncIterable<Uint8Array>,
  most: number,
  hear: (chunk: Uint8Array) => void,
): Promise<Buffer> {
  const own: Held = { chunks: [], bytes: 0, isDropped: false };
  held.add(own);
  try {
    for await (const chunk of body) {
      own.chunks.push(chunk);
      own.bytes += chunk.length;
      together += chunk.length;
      if (own.bytes > most) throw new Problem("payload_too_large", `The body is larger than ${most / 1024} KB.`);
      while (together > mostTogether) drop();
      if (own.isDropped) throw new Problem("unavailable", "Too many large calls at once. Retry in a few seconds.");
      hear(chunk);
    }
    if (own.isDropped) throw new Problem("unavailable", "Too many large calls at once. Retry in a few seconds.");
    return Buffer.concat(own.chunks);
  } finally {
    release(own);
    held.delete(own);
  }
}

function drop(): void {
  const [first, ...others] = held;
  if (!first) return;
  const largest = others.reduce((most, one) => (one.bytes > most.bytes ? one : most), first);
  largest.isDropped = true;
  release(largest);
}

function release(one: Held): void {
  together -= one.bytes;
  one.bytes = 0;
  one.chunks = [];
}
