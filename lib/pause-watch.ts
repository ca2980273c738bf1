/**
 * Notices when this process was stopped or blocked: what was sent to it meanwhile is still unread in its sockets. Until it
 * has been read, a missing answer does not mean that none came.
 */

const [tickMs, pauseMs, readingMs] = [500, 3_000, 10_000];

/** By the process's own clock, in milliseconds. Next loads this module more than once. */
type Watch = { tickedAt: number; pausedUntil: number };
const shared = globalThis as typeof globalThis & { nextscenePauses?: Watch };

export function watchPauses(): void {
  shared.nextscenePauses = { tickedAt: performance.now(), pausedUntil: Number.NEGATIVE_INFINITY };
  setInterval(secondsOfReading, tickMs).unref();
}

/** Seconds until the process has had the time to read what came while it was stopped; 0 if it was not stopped. */
export function secondsOfReading(): number {
  const watch = shared.nextscenePauses;
  if (!watch) return 0;
  const now = performance.now();
  if (now - watch.tickedAt > pauseMs) watch.pausedUntil = now;
  watch.tickedAt = now;
  return Math.max(0, watch.pausedUntil + readingMs - now) / 1000;
}
