/**
 * Of a file: locked by another process for longer than is waited, or its disk gone. Of a server: not reached, or its answer
 * was cut off.
 */
const away =
  /^(SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN)|EIO|CLIENT_CLOSED|SERVER_ERROR|HRANA_|ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR_)/;

/** Whether a failed question may be answered when it is asked later. Drizzle and the client wrap what really happened. */
export const isDatabaseAway = (error: unknown): boolean => codes(error).some((code) => away.test(code));

/** Locked by another process. A statement that meets the lock was not executed. */
export const isBusy = (error: unknown): boolean => codes(error).some((code) => /^SQLITE_(BUSY|LOCKED)/.test(code));

export const isDatabaseFull = (error: unknown): boolean => codes(error).some((code) => code.startsWith("SQLITE_FULL"));

function codes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  // A request to the server that took too long has a name and no such code.
  return [...own, ...(error.name === "TimeoutError" ? ["ETIMEDOUT"] : []), ...codes(error.cause)];
}
