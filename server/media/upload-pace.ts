import { Transform } from "node:stream";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";

/** Far below what any line of today carries, so that only who holds a connection open for nothing is meant. */
const leastBytes = 16 * 1024;

/**
 * Passes bytes on, and fails when a time goes by in which fewer than the least came: the client is gone, or sends one now
 * and then, which a time-out of silence alone would never end. What is too large is read on for as much again, so that who
 * sends it hears the answer, and then no more.
 */
export function pacer(most: number): Transform {
  let came = 0;
  let all = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      came += chunk.length;
      all += chunk.length;
      next(all > 2 * most + leastBytes ? endless() : null, chunk);
    },
    destroy(error, done) {
      clearInterval(timer);
      done(error);
    },
  });
  const timer = setInterval(() => {
    if (came < leastBytes) stream.destroy(incomplete("The upload stalled. Upload the file again."));
    came = 0;
  }, env().UPLOAD_PACE_SECONDS * 1000);
  return stream;
}

const endless = () =>
  new Problem("payload_too_large", "The body exceeds the size limit.", { headers: { connection: "close" } });

/** What is not whole; the rest of it, should it come, is not waited for. */
export const incomplete = (detail: string, cause?: unknown) =>
  new Problem("length_mismatch", detail, { cause, headers: { connection: "close" } });
