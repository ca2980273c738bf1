import { Transform } from "node:stream";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";

/**
 * Bytes per interval, far below any ordinary line, so that only a client that holds a connection open without sending
 * is refused.
 */
const leastBytes = 16 * 1024;

/**
 * Passes bytes on, and fails when fewer than the minimum arrive in an interval: a time-out of silence alone would not
 * end a client that sends a byte now and then. An upload that is too large is read up to twice its limit, so that the
 * client can read the response.
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

/** An incomplete upload; its connection is closed without reading the rest. */
export const incomplete = (detail: string, cause?: unknown) =>
  new Problem("length_mismatch", detail, { cause, headers: { connection: "close" } });
