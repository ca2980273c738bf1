import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { RefusalKind } from "@/lib/define-service";
import type { Cut } from "@/lib/schemas/cut";
import type { BudgetNotice, DeliveryChannel, DeliveryStatus } from "@/lib/schemas/delivery";
import type {
  JobError,
  JobStatus,
  JobWarning,
  MediaType,
  Quality,
  StepStatus,
  StoredJobStatus,
  Usage,
} from "@/lib/schemas/job";
import type { Language } from "@/lib/schemas/notify";

const now = sql`(cast(unixepoch('subsec') * 1000 as integer))`;
const time = (name: string) => integer(name, { mode: "timestamp_ms" });
const madeAt = () => time("created_at").notNull().default(now);

export const keys = sqliteTable(
  "keys",
  {
    id: text("id").primaryKey(),
    hash: text("hash").notNull(),
    /** Hash of the key before the last rotation, valid until `previousUntil`. */
    previousHash: text("previous_hash"),
    previousUntil: time("previous_until"),
    name: text("name").notNull(),
    role: text("role").$type<"admin" | "user">().notNull(),
    /** Own limits of the key; null: the installation's default applies. */
    requestsPerMinute: integer("requests_per_minute"),
    concurrentJobs: integer("concurrent_jobs"),
    dailyBudget: integer("daily_budget_micros"),
    /** Whom to notify of jobs without a `notify` of their own, and of the budget: `email:<address>`, `slack`. */
    notify: text("notify", { mode: "json" }).$type<string[]>().notNull().default([]),
    /** The language of its notifications. */
    language: text("language").$type<Language>().notNull().default("en"),
    createdAt: madeAt(),
    expiresAt: time("expires_at"),
    revokedAt: time("revoked_at"),
    lastUsedAt: time("last_used_at"),
  },
  (t) => [index("keys_by_age").on(t.createdAt, t.id)],
);

/** The minute in which a key's requests are counted now: one row per key, shared by all web processes. */
export const requestMinutes = sqliteTable("request_minutes", {
  keyId: text("key_id").primaryKey(),
  requests: integer("requests").notNull(),
  endsAt: time("ends_at").notNull(),
});

/** What a key used on a day (UTC). Stays when the jobs expire. */
export const usage = sqliteTable(
  "usage",
  {
    day: text("day").notNull(),
    keyId: text("key_id").notNull(),
    /** Jobs started on that day, and their estimated cost. */
    jobs: integer("jobs").notNull().default(0),
    estimated: integer("estimated_micros").notNull().default(0),
    /** Cost of the calls on that day. */
    actual: integer("actual_micros").notNull().default(0),
    /** The highest share of the daily budget, in percent, that was notified. */
    budgetNotified: integer("budget_notified").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.day] }), index("usage_by_day").on(t.day, t.keyId)],
);

/** One-time sign-in links and studio sessions, both stored hashed. */
export const sessions = sqliteTable("sessions", {
  hash: text("hash").primaryKey(),
  kind: text("kind").$type<"link" | "session">().notNull(),
  keyId: text("key_id").notNull(),
  createdAt: madeAt(),
  expiresAt: time("expires_at").notNull(),
});

export const jobs = sqliteTable(
  "jobs",
  {
    id: text("id").primaryKey(),
    keyId: text("key_id").notNull(),
    model: text("model").notNull(),
    /** The batch that the job belongs to, and its place in it, from 0. */
    batchId: text("batch_id"),
    position: integer("position"),
    status: text("status").$type<StoredJobStatus>().notNull(),
    priority: text("priority").$type<"low" | "normal" | "high" | "urgent">().notNull(),
    /** What the workflow gets: parsed, defaults filled in, media as `asset:<id>`. */
    input: text("input", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** The options as the caller sent them, returned unchanged. */
    options: text("options", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** The calls it is expected to make, in order. */
    plan: text("plan", { mode: "json" }).$type<PlannedCall[]>().notNull(),
    webhookUrl: text("webhook_url"),
    /** Whom to notify: `email:<address>`, `slack`. */
    notify: text("notify", { mode: "json" }).$type<string[]>().notNull().default([]),
    s3Url: text("s3_url"),
    /** The encrypted query of a presigned `s3Url`: its secret part. */
    s3Query: text("s3_query"),
    metadata: text("metadata", { mode: "json" }).$type<Record<string, unknown>>(),
    /** Whether finished results of the same request may be reused. */
    cache: integer("cache", { mode: "boolean" }).notNull().default(true),
    /** A person's changes to its calls, by call key. */
    changes: text("changes", { mode: "json" }).$type<Record<string, StepOverride>>().notNull().default({}),
    /** Whether the job pauses at the workflow's review points until a person approves. */
    review: integer("review", { mode: "boolean" }).notNull().default(false),
    /** The key of the review that the job waits for. */
    awaiting: text("awaiting"),
    /** The keys of the reviews that a person has approved. */
    approved: text("approved", { mode: "json" }).$type<string[]>().notNull().default([]),
    /** Number of start events sent to the engine. Part of the event's id, which must differ for every start. */
    engineStarts: integer("engine_starts").notNull().default(1),
    /** How often a person has restarted the job. A call that runs again gets a new row with this number. */
    generation: integer("generation").notNull().default(0),
    /** The engine's id of the newest run, to query whether the engine still knows the job. */
    runId: text("run_id"),
    /** What the workflow returned, media as `asset:<id>`. */
    output: text("output", { mode: "json" }).$type<Record<string, unknown>>(),
    error: text("error", { mode: "json" }).$type<JobError>(),
    /** Whether the result is checked before the job completes, and what the check found in `output`. */
    quality: text("quality").$type<Quality>().notNull().default("on"),
    warnings: text("warnings", { mode: "json" }).$type<JobWarning[]>().notNull().default([]),
    /** Cost so far plus the amount reserved for the rest, which counts against the key's daily budget while the job runs. */
    costEstimated: integer("cost_estimated_micros").notNull().default(0),
    /** The caller's limit for the cost of the job; a person who continues the job agrees to another price. */
    maxCost: integer("max_cost_micros"),
    /** Keys of the only calls that may be submitted in this generation, after a person changed just these; null: all. */
    only: text("only", { mode: "json" }).$type<string[]>(),
    createdAt: madeAt(),
    /** When work began after the submit or the last retry, retake or approval. */
    startedAt: time("started_at"),
    finishedAt: time("finished_at"),
    expiresAt: time("expires_at"),
    /** The title that a person gave it; null: its prompt is its title. */
    title: text("title"),
    starred: integer("starred", { mode: "boolean" }).notNull().default(false),
    /** The name of the project that a person put it in. */
    project: text("project"),
    /** When a person deleted it. It is hidden until it is restored or `KEEP_DELETED_HOURS` have passed. */
    deletedAt: time("deleted_at"),
  },
  (t) => [
    index("jobs_by_key").on(t.keyId, t.id),
    index("jobs_by_status").on(t.status, t.id),
    index("jobs_by_key_status").on(t.keyId, t.status, t.id),
    index("jobs_by_key_model").on(t.keyId, t.model, t.id),
    index("jobs_by_key_model_status").on(t.keyId, t.model, t.status, t.id),
    index("jobs_by_model").on(t.model, t.id),
    index("jobs_by_model_status").on(t.model, t.status, t.id),
    index("jobs_by_expiry").on(t.expiresAt),
    index("jobs_by_batch").on(t.batchId, t.status, t.id).where(sql`batch_id is not null`),
    index("jobs_starred").on(t.id).where(sql`starred = 1 and deleted_at is null`),
    index("jobs_starred_by_key").on(t.keyId, t.id).where(sql`starred = 1 and deleted_at is null`),
    index("jobs_by_project").on(t.project, t.id).where(sql`project is not null and deleted_at is null`),
    index("jobs_by_key_project").on(t.keyId, t.project, t.id).where(sql`project is not null and deleted_at is null`),
    index("jobs_deleted").on(t.deletedAt).where(sql`deleted_at is not null`),
  ],
);

export type NewJob = Omit<typeof jobs.$inferInsert, "status" | "createdAt">;

/** Public links of jobs. The token is stored as it is, because the owner may look at the link again. */
export const shares = sqliteTable(
  "shares",
  {
    jobId: text("job_id").primaryKey(),
    token: text("token").notNull(),
    /** What visitors read above the film; null: the title of the workflow. */
    title: text("title"),
    /** Whether visitors see the shots and their words. */
    board: integer("board", { mode: "boolean" }).notNull(),
    /** Whether visitors are offered the file. */
    download: integer("download", { mode: "boolean" }).notNull(),
    createdAt: madeAt(),
  },
  (t) => [uniqueIndex("shares_by_token").on(t.token)],
);

/** Many jobs that were submitted together. Its jobs tell their own state; a batch only says how they are begun and ended. */
export const batches = sqliteTable(
  "batches",
  {
    id: text("id").primaryKey(),
    keyId: text("key_id").notNull(),
    strategy: text("strategy").$type<"parallel" | "sequential">().notNull(),
    /** The most jobs that it has in progress at once. */
    maxConcurrent: integer("max_concurrent").notNull(),
    onFailure: text("on_failure").$type<"continue" | "stop">().notNull(),
    webhookUrl: text("webhook_url"),
    /** Whom to notify of its end: `email:<address>`, `slack`. */
    notify: text("notify", { mode: "json" }).$type<string[]>().notNull().default([]),
    metadata: text("metadata", { mode: "json" }).$type<Record<string, unknown>>(),
    /** The number of its jobs when it was submitted; some may have been deleted since. */
    total: integer("total").notNull(),
    warnings: text("warnings", { mode: "json" }).$type<BatchWarning[]>().notNull().default([]),
    /** While its jobs are being written: when the writing process counts as dead. Until it is null, none begins. */
    writingUntil: time("writing_until"),
    /** Reserved for the jobs that are not written yet. */
    reserved: integer("reserved_micros").notNull().default(0),
    /** How often it was set going again. */
    generation: integer("generation").notNull().default(0),
    createdAt: madeAt(),
    /** When no more of its jobs were to begin, and why: a person cancelled it, or a job failed and `onFailure` is `stop`. */
    stoppedAt: time("stopped_at"),
    stopReason: text("stop_reason", { mode: "json" }).$type<JobError>(),
    /** When the last of its jobs had ended. */
    finishedAt: time("finished_at"),
    /** Since when its jobs are being removed: it counts as gone, and the cleanup ends what a killed process has left. */
    deletedAt: time("deleted_at"),
  },
  (t) => [
    index("batches_by_key").on(t.keyId, t.id),
    index("batches_unfinished").on(t.keyId, t.id).where(sql`finished_at is null`),
    index("batches_being_written").on(t.writingUntil).where(sql`writing_until is not null`),
    index("batches_by_end").on(t.finishedAt),
  ],
);

/** `rows`: places in the batch, from 1. */
export type BatchWarning = { code: "identical_requests"; message: string; rows: number[] };

/**
 * A planned call. `seconds`: usual duration. `endsAt`: expected end, in seconds from the job's start. `price`: in USD, 0 if
 * a result can be reused. `outOfDate`: it depends on a changed step and has not run again yet.
 */
export type PlannedCall = {
  key: string;
  service: string;
  seconds: number;
  endsAt: number;
  price?: number;
  /** The price if the first try is accepted; `price` then covers all tries. */
  usual?: number;
  /** It judges a later try, which runs only if the earlier tries were rejected. */
  ifNeeded?: boolean;
  outOfDate?: boolean;
  /** Of a role: who can make it, in the order to try, and why others cannot. */
  entries?: PlannedEntry[];
};

/** `price`: of one submit, in USD; null when it is not known. `why`: why it is not tried. */
export type PlannedEntry = { entry: string; price: number | null; why?: string };

/**
 * A person's change to a call: fields that replace those of the workflow, another service, a `variant` number that makes an
 * equal request differ, or an `output` that the person supplied, in which case no service is called. `cut`: how the film is
 * cut from the clips, in place of the workflow's own input. `candidates`: how many takes are made at once, each with the
 * next seed or variant.
 */
export type StepOverride = {
  input: Record<string, unknown>;
  service?: string;
  variant?: number;
  candidates?: number;
  output?: Record<string, unknown>;
  cut?: Cut;
};

/** The ledger: one row per call, written before its request leaves. */
export const calls = sqliteTable(
  "calls",
  {
    id: text("id").primaryKey(),
    jobId: text("job_id").notNull(),
    /** Identifies the call within its job: `film`, `keyframe.2`. */
    key: text("key").notNull(),
    /** The job's generation that inserted the row. */
    generation: integer("generation").notNull(),
    /** Number of the try in that generation, from 1, for a workflow that judges results. */
    tryNumber: integer("try_number").notNull().default(1),
    /** Why the workflow rejects the result; null if it accepts it or does not judge it. */
    rejection: text("rejection"),
    /** The newest generation that uses the row. The take with the highest number is the chosen one. */
    lastGeneration: integer("last_generation").notNull().default(0),
    change: text("change", { mode: "json" }).$type<StepOverride>(),
    service: text("service").notNull(),
    status: text("status").$type<StepStatus>().notNull(),
    input: text("input", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** sha256 of service and input (assets by their hash): what content-addressed reuse compares. */
    requestHash: text("request_hash").notNull(),
    /** sha256 of the token in the webhook address given to the service. */
    tokenHash: text("token_hash").notNull(),
    /** Token hashes of earlier submits that the service may have accepted. The first answer to any of them counts. */
    earlierTokenHashes: text("earlier_token_hashes", { mode: "json" }).$type<string[]>().notNull().default([]),
    /**
     * When a person last resolved the unconfirmed call, or its wait for a place at the service ended: the service's
     * time-out counts from then.
     */
    resolvedAt: time("resolved_at"),
    attempt: integer("attempt").notNull().default(0),
    nextAttemptAt: time("next_attempt_at"),
    /** Names of the full places that it waits for (`db/places.ts`); null when it does not wait for one. */
    inLineFor: text("in_line_for", { mode: "json" }).$type<string[]>(),
    /** When it was called, because a place is free. Its next look for a place clears this. */
    calledAt: time("called_at"),
    base: text("base"),
    /** For a role: the suitable providers in order, fixed when the first request leaves. */
    entries: text("entries", { mode: "json" }).$type<string[]>(),
    /** The provider that got the request of this attempt. */
    entry: text("entry"),
    /** Providers that did not produce the result, and why, oldest first. */
    tried: text("tried", { mode: "json" }).$type<Tried[]>(),
    serviceJobId: text("service_job_id"),
    queuePosition: integer("queue_position"),
    waitSeconds: integer("wait_seconds"),
    /** Progress as reported by the service, 0 to 1, and its message. */
    progress: real("progress"),
    progressMessage: text("progress_message"),
    /** A small picture of the unfinished work, as a `data:` URL; null again when the call has ended. */
    preview: text("preview"),
    /** When the service was first known to work on it instead of queueing it. */
    beganAt: time("began_at"),
    /** When the service last reported on it. */
    heardAt: time("heard_at"),
    output: text("output", { mode: "json" }).$type<Record<string, unknown>>(),
    error: text("error", { mode: "json" }).$type<CallError>(),
    /** The reason for its state, such as the last refusal in the service's words. */
    message: text("message"),
    /** What was changed in the input to fit the service, as a sentence. */
    note: text("note"),
    cost: integer("cost_micros").notNull().default(0),
    /** The tokens that it used, as the service reported them. */
    usage: text("usage", { mode: "json" }).$type<Usage>(),
    /** Its work at the service still has to be cancelled. */
    cancelPending: integer("cancel_pending", { mode: "boolean" }).notNull().default(false),
    /** When the cancellation is tried next, after it failed. */
    cancelAt: time("cancel_at"),
    /** Work of earlier submits whose receipt came after a later submit. */
    supersededWork: text("superseded_work", { mode: "json" })
      .$type<{ id: string; base: string }[]>()
      .notNull()
      .default([]),
    createdAt: madeAt(),
    submittedAt: time("submitted_at"),
    /** When the first fetch of its result files began: `RESULT_TIMEOUT` counts from then. */
    storingSince: time("storing_since"),
    finishedAt: time("finished_at"),
  },
  (t) => [
    uniqueIndex("calls_once").on(t.jobId, t.key, t.generation, t.tryNumber),
    index("calls_by_reuse").on(t.requestHash, t.status),
    index("calls_by_service").on(t.service, t.status, t.finishedAt),
    index("calls_in_line").on(t.calledAt).where(sql`in_line_for is not null and finished_at is null`),
    index("calls_to_cancel").on(t.cancelPending).where(sql`cancel_pending = 1`),
  ],
);

/** `why`: the provider's own words. `kind`: the kind of refusal, or how accepted work ended. `at`: ISO 8601. */
export type Tried = { entry: string; kind: TriedKind; why: string; at: string };
export type TriedKind = RefusalKind | "unsent" | "unknown" | "failed" | "budget";

export type CallError = { code: string; message: string; retryable: boolean };

/**
 * When a provider of a role last refused requests and last accepted one; until `until` it is tried last. Of a pod,
 * `provider` is its entry: `pod:wan-i2v`.
 */
export const providerRests = sqliteTable(
  "provider_rests",
  {
    provider: text("provider").notNull(),
    role: text("role").notNull(),
    until: time("until"),
    /** Rests in a row: each one is twice as long as the last. */
    failures: integer("failures").notNull().default(0),
    /** The last refusal, in the provider's own words. */
    kind: text("kind").$type<RestKind>(),
    why: text("why"),
    lastFailedAt: time("last_failed_at"),
    lastWorkedAt: time("last_worked_at"),
  },
  (t) => [primaryKey({ columns: [t.provider, t.role] })],
);

/** The refusals after which a provider rests: they are about the provider, not about one request. */
export type RestKind = Extract<TriedKind, "unsent" | "unavailable" | "throttled" | "balance" | "key">;

/**
 * Services' answers to a call: every distinct terminal answer, and the newest of each non-terminal kind. `bodyHash`: sha256
 * of the body, or for a non-terminal answer the name of its kind, so that the next one replaces it.
 */
export const inbox = sqliteTable(
  "inbox",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    callId: text("call_id").notNull(),
    bodyHash: text("body_hash").notNull(),
    body: text("body").notNull(),
    /** How the answer was parsed; null in rows of earlier versions. `unreadable` answers are only kept for people. */
    kind: text("kind").$type<"pending" | "unclear" | "final" | "unreadable">(),
    /** It arrived after a different terminal answer had won. */
    contradicts: integer("contradicts", { mode: "boolean" }).notNull().default(false),
    createdAt: madeAt(),
  },
  (t) => [uniqueIndex("inbox_once").on(t.callId, t.bodyHash)],
);

export const assets = sqliteTable(
  "assets",
  {
    id: text("id").primaryKey(),
    keyId: text("key_id").notNull(),
    sha256: text("sha256").notNull(),
    type: text("type").$type<MediaType>().notNull(),
    contentType: text("content_type").notNull(),
    extension: text("extension").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    width: integer("width"),
    height: integer("height"),
    /** Milliseconds. */
    durationMs: integer("duration_ms"),
    /** Frames per second times 1000. */
    fpsMilli: integer("fps_milli"),
    codec: text("codec"),
    /** The object's key in the media store. */
    storageKey: text("storage_key").notNull(),
    createdAt: madeAt(),
    /** Until when it is kept although no unfinished job names it: the later of `heldUntil` and its `asset_uses`. */
    expiresAt: time("expires_at"),
    /** For an upload: kept at least until then, counted from its last use. Deleting a job does not shorten it. */
    heldUntil: time("held_until"),
    /** The file name of an upload, or the name that a person gave it. */
    name: text("name"),
    /** A starred file is kept until a person takes the star away. */
    starred: integer("starred", { mode: "boolean" }).notNull().default(false),
  },
  (t) => [
    uniqueIndex("assets_once").on(t.keyId, t.sha256),
    index("assets_by_key").on(t.keyId, t.id),
    index("assets_by_key_type").on(t.keyId, t.type, t.id),
    index("assets_starred").on(t.keyId, t.id).where(sql`starred = 1`),
    index("assets_by_file").on(t.storageKey),
    index("assets_by_expiry").on(t.expiresAt),
  ],
);

/** The assets that an ended job still needs, and until when. For unfinished jobs see `db/asset-uses.ts`. */
export const assetUses = sqliteTable(
  "asset_uses",
  {
    assetId: text("asset_id").notNull(),
    jobId: text("job_id").notNull(),
    until: time("until").notNull(),
  },
  (t) => [primaryKey({ columns: [t.assetId, t.jobId] }), index("asset_uses_by_job").on(t.jobId)],
);

/** Counts of automatic repairs. */
export const counters = sqliteTable("counters", {
  name: text("name").primaryKey(),
  value: integer("value").notNull(),
});

/** Changes that watchers receive, in order. `seq` is the SSE id. */
export const events = sqliteTable(
  "events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    /** The job; for an event of a whole batch, the batch. */
    jobId: text("job_id").notNull(),
    keyId: text("key_id").notNull(),
    batchId: text("batch_id"),
    type: text("type").notNull(),
    /** The step's key, for `step` events. */
    step: text("step"),
    createdAt: madeAt(),
  },
  (t) => [
    index("events_by_job").on(t.jobId, t.seq),
    index("events_by_batch").on(t.batchId, t.seq).where(sql`batch_id is not null`),
  ],
);

/** Events for the engine, written in the same batch as the change that they announce, and sent afterwards. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    data: text("data", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    createdAt: madeAt(),
    sentAt: time("sent_at"),
    /** The engine's own id of the event, to query the runs that it started. */
    engineId: text("engine_id"),
  },
  (t) => [index("outbox_unsent").on(t.createdAt).where(sql`sent_at is null`)],
);

/** `output`: what the workflow returned, media as `asset:<id>`; absent in rows of earlier versions. */
export type JobEnding = {
  status: JobStatus;
  error: string | null;
  output?: Record<string, unknown>;
  /** Of a batch: its jobs by status. */
  counts?: Partial<Record<JobStatus, number>>;
};

/** Webhooks and notifications: one row per message. Its id is the `webhook-id` of every attempt. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text("id").primaryKey(),
    /** The job that ended; for the message of a whole batch, the batch. */
    jobId: text("job_id").notNull(),
    batchId: text("batch_id"),
    keyId: text("key_id").notNull(),
    channel: text("channel").$type<DeliveryChannel>().notNull().default("webhook"),
    /** Where it goes: a webhook's URL, `mailto:<address>`, `slack:`. */
    url: text("url").notNull(),
    /** A URL's scheme, host and port, else the whole `url`: what is paused when it keeps failing. */
    origin: text("origin").notNull().default(""),
    status: text("status").$type<DeliveryStatus>().notNull(),
    /** How the job ended; it may have been retried since. */
    ended: text("ended", { mode: "json" }).$type<JobEnding>(),
    /** Of a notification of the key's budget, for which `ended` is null. */
    budget: text("budget", { mode: "json" }).$type<BudgetNotice>(),
    /** Attempts started so far. */
    attempt: integer("attempt").notNull().default(0),
    /** Value of `attempt` when the retry schedule last started: a replay restarts the schedule. */
    scheduleFrom: integer("schedule_from").notNull().default(0),
    /** How often the delivery was restarted; a run of an earlier round ends when it wakes. */
    round: integer("round").notNull().default(0),
    /** Earliest time of the next attempt; during an attempt, when that attempt counts as lost. */
    nextAttemptAt: time("next_attempt_at"),
    createdAt: madeAt(),
    deliveredAt: time("delivered_at"),
  },
  (t) => [
    index("deliveries_by_job").on(t.jobId),
    index("deliveries_by_key").on(t.keyId, t.id),
    index("deliveries_by_origin").on(t.keyId, t.origin, t.status),
    index("deliveries_by_status").on(t.status, t.nextAttemptAt),
  ],
);

export const deliveryAttempts = sqliteTable(
  "delivery_attempts",
  {
    deliveryId: text("delivery_id").notNull(),
    attempt: integer("attempt").notNull(),
    /** HTTP status, or null if there was no answer. */
    status: integer("status"),
    milliseconds: integer("milliseconds").notNull(),
    /** The first 1 KB of the answer, or why there was none. */
    answer: text("answer").notNull(),
    createdAt: madeAt(),
  },
  (t) => [primaryKey({ columns: [t.deliveryId, t.attempt] })],
);

/** Origins where a key's webhooks currently fail; a success removes the row. */
export const failingOrigins = sqliteTable(
  "failing_origins",
  {
    keyId: text("key_id").notNull(),
    origin: text("origin").notNull(),
    /** Consecutive failures. */
    failures: integer("failures").notNull(),
    failingSince: time("failing_since").notNull(),
    lastFailureAt: time("last_failure_at").notNull(),
    /** Since when its deliveries are paused. */
    pausedAt: time("paused_at"),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.origin] })],
);

/** How often a key's webhook secret was rotated; the secrets themselves are derived (lib/crypto/webhook-signature.ts). */
export const webhookRotations = sqliteTable("webhook_rotations", {
  keyId: text("key_id").primaryKey(),
  rotations: integer("rotations").notNull(),
  rotatedAt: time("rotated_at").notNull(),
  /** Until this time, messages are also signed with the previous secret. */
  previousUntil: time("previous_until").notNull(),
});

export const idempotency = sqliteTable(
  "idempotency",
  {
    keyId: text("key_id").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    bodyHash: text("body_hash").notNull(),
    /** The job, or the batch, that the request made. */
    jobId: text("job_id").notNull(),
    createdAt: madeAt(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.idempotencyKey] }), index("idempotency_by_job").on(t.jobId)],
);
