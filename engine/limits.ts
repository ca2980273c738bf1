/** Sizes in bytes, and counts; the same as Inngest's own server enforces. */
export const MAX_EVENT_BYTES = 3 * 1024 * 1024;
export const MAX_EVENTS_PER_REQUEST = 5_000;
export const MAX_EVENT_NAME = 512;
export const MAX_STEP_BYTES = 4 * 1024 * 1024;
export const MAX_STATE_BYTES = 32 * 1024 * 1024;
export const MAX_STEPS = 1_000;
export const MAX_RETRIES = 20;
/** Inngest's default when a function sets no retries (its documentation says 3). */
export const DEFAULT_RETRIES = 4;
/** For larger bodies the SDK fetches the state itself (`use_api`), so that request bodies stay bounded. */
export const MAX_CALL_BODY_BYTES = 4 * 1024 * 1024;
/** A request to the app may take as long as its longest step. */
export const CALL_TIMEOUT_MS = 2 * 60 * 60 * 1000;
export const CONNECT_TIMEOUT_MS = 3_000;
/** The limit of a whole request with several events. */
export const MAX_REQUEST_BYTES = 48 * 1024 * 1024;
/** The limit of a response of the app: a run's results and room for the envelope. */
export const MAX_RESPONSE_BYTES = MAX_STATE_BYTES + MAX_STEP_BYTES;

export const DEDUPE_MS = 24 * 60 * 60 * 1000;
export const MAX_SEEN = 1_000_000;
/** Limits of the finished runs that the API can still show. */
export const MAX_RECORDS = 10_000;
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;
/** Concurrent calls over all functions: the app is one process, and more would only queue inside it. */
export const MAX_CALLS = 256;
/** How often a call without an answer is sent before its run fails. */
export const MAX_LOST = 20;
/**
 * How often a call is repeated when something other than the SDK answers (a proxy, a build error page): about an hour.
 */
export const MAX_FOREIGN = 250;
