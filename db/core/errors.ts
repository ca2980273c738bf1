/**
 * File: locked by another process for longer than the wait, or its disk is missing. Server: not reachable, or its
 * response was cut off.
 */
const away =
  /^(SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN)|EIO|CLIENT_CLOSED|SERVER_ERROR|HRANA_|ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR_)/;

/** Whether a failed statement may succeed later. Drizzle and the client wrap the original error. */
export const isDatabaseAway = (error: unknown): boolean => codes(error).some((code) => away.test(code));

/** Locked by another process. SQLite did not execute the statement. */
export const isBusy = (error: unknown): boolean => codes(error).some((code) => /^SQLITE_(BUSY|LOCKED)/.test(code));

export const isDatabaseFull = (error: unknown): boolean => codes(error).some((code) => code.startsWith("SQLITE_FULL"));

function codes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  // A request to the server that timed out has this name and no such code.
  return [...own, ...(error.name === "TimeoutError" ? ["ETIMEDOUT"] : []), ...codes(error.cause)];
}
