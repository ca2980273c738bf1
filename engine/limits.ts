/** Sizes in bytes and counts, the same as Inngest's own server enforces. */
export const MAX_EVENT_BYTES = 3 * 1024 * 1024;
export const MAX_EVENTS_PER_REQUEST = 5_000;
export const MAX_EVENT_NAME = 512;
export const MAX_STEP_BYTES = 4 * 1024 * 1024;
export const MAX_STATE_BYTES = 32 * 1024 * 1024;
export const MAX_STEPS = 1_000;
export const MAX_RETRIES = 20;
/** What Inngest uses when a function does not state its retries (its documents say 3). */
export const DEFAULT_RETRIES = 4;
/** Above this the SDK is told to fetch the state itself (`use_api`), so that no request body grows with the run. */
export const MAX_CALL_BODY_BYTES = 4 * 1024 * 1024;
/** One request to the app may take as long as its longest step. */
export const CALL_TIMEOUT_MS = 2 * 60 * 60 * 1000;
export const CONNECT_TIMEOUT_MS = 3_000;
/** Many events in one request share this. */
export const MAX_REQUEST_BYTES = 48 * 1024 * 1024;
/** One response of the app: a run's worth of results and some room for the envelope. */
export const MAX_RESPONSE_BYTES = MAX_STATE_BYTES + MAX_STEP_BYTES;

export const DEDUPE_MS = 24 * 60 * 60 * 1000;
export const MAX_SEEN = 1_000_000;
/** Finished runs that can still be asked about. */
export const MAX_RECORDS = 10_000;
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;
/** Calls under way at once, over all functions: the app is one process, more would only queue inside it. */
export const MAX_CALLS = 256;
/** A call whose answer never came is sent this many times before its run fails. */
export const MAX_LOST = 20;
/** A call that something other than the SDK answers (a proxy, a page that says the build is broken): about an hour. */
export const MAX_FOREIGN = 250;
