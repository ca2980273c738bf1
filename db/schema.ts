import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { RefusalKind } from "@/lib/define-service";
import type { BudgetNotice, DeliveryChannel, DeliveryStatus } from "@/lib/schemas/delivery";
import type { JobError, JobStatus, MediaType, StepStatus } from "@/lib/schemas/job";
import type { Language } from "@/lib/schemas/notify";

const now = sql`(cast(unixepoch('subsec') * 1000 as integer))`;
const time = (name: string) => integer(name, { mode: "timestamp_ms" });
const madeAt = () => time("created_at").notNull().default(now);

export const keys = sqliteTable(
  "keys",
  {
    id: text("id").primaryKey(),
    hash: text("hash").notNull(),
    /** The text before the last rotation, good until `previousUntil`. */
    previousHash: text("previous_hash"),
    previousUntil: time("previous_until"),
    name: text("name").notNull(),
    role: text("role").$type<"admin" | "user">().notNull(),
    /** Its own limits; null where the installation's hold. */
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

/** The minute that a key's requests are counted in now: one row per key, shared by all web processes. */
export const requestMinutes = sqliteTable("request_minutes", {
  keyId: text("key_id").primaryKey(),
  requests: integer("requests").notNull(),
  endsAt: time("ends_at").notNull(),
});

/** What a key used on a day (UTC): outlives the jobs, which are deleted one day. */
export const usage = sqliteTable(
  "usage",
  {
    day: text("day").notNull(),
    keyId: text("key_id").notNull(),
    /** Jobs begun on that day, and what they were expected to cost. */
    jobs: integer("jobs").notNull().default(0),
    estimated: integer("estimated_micros").notNull().default(0),
    /** What calls were charged on that day. */
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
    status: text("status").$type<JobStatus>().notNull(),
    priority: text("priority").$type<"low" | "normal" | "high" | "urgent">().notNull(),
    /** What the workflow gets: parsed, defaults filled in, media as `asset:<id>`. */
    input: text("input", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** What the caller wrote, given back as it came. */
    options: text("options", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** The calls it is expected to make, in order. */
    plan: text("plan", { mode: "json" }).$type<PlannedCall[]>().notNull(),
    webhookUrl: text("webhook_url"),
    /** Whom to notify: `email:<address>`, `slack`. */
    notify: text("notify", { mode: "json" }).$type<string[]>().notNull().default([]),
    s3Url: text("s3_url"),
    /** The query of a presigned `s3Url`, sealed: it is the secret part. */
    s3Query: text("s3_query"),
    metadata: text("metadata", { mode: "json" }).$type<Record<string, unknown>>(),
    /** Whether finished results of the same request may be used again. */
    cache: integer("cache", { mode: "boolean" }).notNull().default(true),
    /** What a person changed of its calls, by key. */
    changes: text("changes", { mode: "json" }).$type<Record<string, StepOverride>>().notNull().default({}),
    /** Whether the caller wants to look at what the workflow has for review before it goes on. */
    review: integer("review", { mode: "boolean" }).notNull().default(false),
    /** The key of the review that it waits for. */
    awaiting: text("awaiting"),
    /** The keys of the reviews that a person has approved. */
    approved: text("approved", { mode: "json" }).$type<string[]>().notNull().default([]),
    /** How often the engine was told to start it: part of the event's id, which must differ for every start. */
    engineStarts: integer("engine_starts").notNull().default(1),
    /** How often a person has set it going again. A call that is made once more gets a new row with this number. */
    generation: integer("generation").notNull().default(0),
    /** The engine's id of the newest run; tells whether the engine still knows the job. */
    runId: text("run_id"),
    /** What the workflow returned, media as `asset:<id>`. */
    output: text("output", { mode: "json" }).$type<Record<string, unknown>>(),
    error: text("error", { mode: "json" }).$type<JobError>(),
    /** What it was charged and what is reserved for the rest: of its key's daily budget, while the job is under way. */
    costEstimated: integer("cost_estimated_micros").notNull().default(0),
    /** The most that the caller's submit allows it to cost; a person who continues the job agrees to another price. */
    maxCost: integer("max_cost_micros"),
    /** Keys of the only calls that may ask a service in this generation, when a person had just these changed. */
    only: text("only", { mode: "json" }).$type<string[]>(),
    createdAt: madeAt(),
    /** When work began, since a person last set it going: by the submit, a retry, a re-take or an approval. */
    startedAt: time("started_at"),
    finishedAt: time("finished_at"),
    expiresAt: time("expires_at"),
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
  ],
);

/**
 * A call as planned: when it should end, in seconds from the job's start, how long it usually takes, and its price in USD,
 * which is 0 when its result is there already. `outOfDate`: it follows from a step that was changed, and waits to be made.
 */
export type PlannedCall = {
  key: string;
  service: string;
  seconds: number;
  endsAt: number;
  price?: number;
  /** The price when every result is accepted at the first try, where `price` is that of all tries. */
  usual?: number;
  /** It judges a later try, which is made only when the earlier ones were not accepted. */
  ifNeeded?: boolean;
  outOfDate?: boolean;
};

/**
 * A re-take: fields of the call's input other than the recipe gives, another service than it asks, and a number that makes
 * the same request another one. `output`: a result that a person wrote; no service is asked.
 */
export type StepOverride = {
  input: Record<string, unknown>;
  service?: string;
  variant?: number;
  output?: Record<string, unknown>;
};

/** The ledger: one row per call, written before anything leaves the testApp. */
export const calls = sqliteTable(
  "calls",
  {
    id: text("id").primaryKey(),
    jobId: text("job_id").notNull(),
    /** Identifies the call within its job: `film`, `keyframe.2`. */
    key: text("key").notNull(),
    /** The job's generation that wrote it. */
    generation: integer("generation").notNull(),
    /** Which try of that generation it is, where a recipe judges the result. */
    tryNumber: integer("try_number").notNull().default(1),
    /** What the recipe finds wrong with the result; null when it accepts or does not judge it. */
    rejection: text("rejection"),
    /** The newest generation that uses it: of several takes of a call, the one with the highest is the chosen one. */
    lastGeneration: integer("last_generation").notNull().default(0),
    change: text("change", { mode: "json" }).$type<StepOverride>(),
    service: text("service").notNull(),
    status: text("status").$type<StepStatus>().notNull(),
    input: text("input", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** sha256 of service and input (assets by their hash): what content-addressed reuse compares. */
    requestHash: text("request_hash").notNull(),
    /** sha256 of the token in the webhook address given to the service. */
    tokenHash: text("token_hash").notNull(),
    /** The same of earlier submits that may have arrived: whichever is answered first counts. */
    earlierTokenHashes: text("earlier_token_hashes", { mode: "json" }).$type<string[]>().notNull().default([]),
    /** When a person last settled that it was unconfirmed: the service's time-out counts from then. */
    resolvedAt: time("resolved_at"),
    attempt: integer("attempt").notNull().default(0),
    nextAttemptAt: time("next_attempt_at"),
    base: text("base"),
    /** Of a role: who can do it, in the order to try, fixed when its first request left. */
    entries: text("entries", { mode: "json" }).$type<string[]>(),
    /** Which of them the request of this attempt went to. */
    entry: text("entry"),
    /** Who did not make it, and why, oldest first. */
    tried: text("tried", { mode: "json" }).$type<Tried[]>(),
    serviceJobId: text("service_job_id"),
    queuePosition: integer("queue_position"),
    waitSeconds: integer("wait_seconds"),
    /** How far the service says it is, 0 to 1, and in which words. */
    progress: real("progress"),
    progressMessage: text("progress_message"),
    /** When the service was first known to be at work on it, and not in its queue. */
    beganAt: time("began_at"),
    /** When the service last said something of it. */
    heardAt: time("heard_at"),
    output: text("output", { mode: "json" }).$type<Record<string, unknown>>(),
    error: text("error", { mode: "json" }).$type<CallError>(),
    /** Why it is where it is: the last refusal in the service's words. */
    message: text("message"),
    cost: integer("cost_micros").notNull().default(0),
    /** Its work at the service still has to be cancelled. */
    cancelPending: integer("cancel_pending", { mode: "boolean" }).notNull().default(false),
    /** When the cancellation is tried next, after it failed. */
    cancelAt: time("cancel_at"),
    /** Work of earlier submits whose id arrived while a later one was followed. */
    supersededWork: text("superseded_work", { mode: "json" })
      .$type<{ id: string; base: string }[]>()
      .notNull()
      .default([]),
    createdAt: madeAt(),
    submittedAt: time("submitted_at"),
    /** When the files of its result were first fetched: `RESULT_TIMEOUT` counts from then. */
    storingSince: time("storing_since"),
    finishedAt: time("finished_at"),
  },
  (t) => [
    uniqueIndex("calls_once").on(t.jobId, t.key, t.generation, t.tryNumber),
    index("calls_by_reuse").on(t.requestHash, t.status),
    index("calls_by_service").on(t.service, t.status, t.finishedAt),
    index("calls_to_cancel").on(t.cancelPending).where(sql`cancel_pending = 1`),
  ],
);

/** `why`: in the provider's own words. `kind`: a refusal, or how accepted work ended. `at`: ISO 8601. */
export type Tried = { entry: string; kind: TriedKind; why: string; at: string };
export type TriedKind = RefusalKind | "unsent" | "unknown" | "failed";

export type CallError = { code: string; message: string; retryable: boolean };

/**
 * The answers of services to a call: once per distinct body what ends it, the newest of what does not. `bodyHash` is the
 * sha256 of the body, or the place that the next one of its kind takes.
 */
export const inbox = sqliteTable(
  "inbox",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    callId: text("call_id").notNull(),
    bodyHash: text("body_hash").notNull(),
    body: text("body").notNull(),
    /** What it was read as; null of versions before. An `unreadable` one is kept for people, and never read again. */
    kind: text("kind").$type<"pending" | "unclear" | "final" | "unreadable">(),
    /** It came after another, different, terminal answer had won. */
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
    /** Where the store keeps it. */
    storageKey: text("storage_key").notNull(),
    createdAt: madeAt(),
    /** Until when it stays although no job under way names it: the latest of its upload's hours and its `asset_uses`. */
    expiresAt: time("expires_at"),
    /** Of an upload: its hours since it was sent or named last, which the deletion of a job does not shorten. */
    heldUntil: time("held_until"),
  },
  (t) => [
    uniqueIndex("assets_once").on(t.keyId, t.sha256),
    index("assets_by_file").on(t.storageKey),
    index("assets_by_expiry").on(t.expiresAt),
  ],
);

/** What an ended job still needs of assets, and until when. Of a job under way its own columns tell. */
export const assetUses = sqliteTable(
  "asset_uses",
  {
    assetId: text("asset_id").notNull(),
    jobId: text("job_id").notNull(),
    until: time("until").notNull(),
  },
  (t) => [primaryKey({ columns: [t.assetId, t.jobId] }), index("asset_uses_by_job").on(t.jobId)],
);

/** How often the platform put something right by itself. */
export const counters = sqliteTable("counters", {
  name: text("name").primaryKey(),
  value: integer("value").notNull(),
});

/** What watchers see, in order. `seq` is the SSE id. */
export const events = sqliteTable(
  "events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    jobId: text("job_id").notNull(),
    keyId: text("key_id").notNull(),
    type: text("type").notNull(),
    /** The step's key, for `step` events. */
    step: text("step"),
    createdAt: madeAt(),
  },
  (t) => [index("events_by_job").on(t.jobId, t.seq)],
);

/** Events for the engine that are written with what they tell of, and sent after. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    data: text("data", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    createdAt: madeAt(),
    sentAt: time("sent_at"),
    /** The engine's own id of it, by which it tells what became of it. */
    engineId: text("engine_id"),
  },
  (t) => [index("outbox_unsent").on(t.createdAt).where(sql`sent_at is null`)],
);

/** `output`: what the workflow returned, media as `asset:<id>`; left out by versions before takes. */
export type JobEnding = { status: JobStatus; error: string | null; output?: Record<string, unknown> };

/** Webhooks and notifications: one row per message. Its id is the `webhook-id` of every attempt. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: text("id").primaryKey(),
    jobId: text("job_id").notNull(),
    keyId: text("key_id").notNull(),
    channel: text("channel").$type<DeliveryChannel>().notNull().default("webhook"),
    /** Where it goes: a webhook's URL, `mailto:<address>`, `slack:`. */
    url: text("url").notNull(),
    /** A URL's scheme, host and port, else the whole `url`: what is paused when it keeps failing. */
    origin: text("origin").notNull().default(""),
    status: text("status").$type<DeliveryStatus>().notNull(),
    /** How the job ended then; it may have been tried again since. */
    ended: text("ended", { mode: "json" }).$type<JobEnding>(),
    /** Of a notification of the key's budget, for which `ended` is null. */
    budget: text("budget", { mode: "json" }).$type<BudgetNotice>(),
    /** Attempts begun so far. */
    attempt: integer("attempt").notNull().default(0),
    /** Attempts begun before the schedule last started: a replay starts it anew. */
    scheduleFrom: integer("schedule_from").notNull().default(0),
    /** How often it was set going again; a run of an earlier round ends when it wakes. */
    round: integer("round").notNull().default(0),
    /** Not before this; while an attempt is under way, when it is given up for lost. */
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
    /** HTTP status, or null when there was no answer. */
    status: integer("status"),
    milliseconds: integer("milliseconds").notNull(),
    /** The first 1 KB of the answer, or why there was none. */
    answer: text("answer").notNull(),
    createdAt: madeAt(),
  },
  (t) => [primaryKey({ columns: [t.deliveryId, t.attempt] })],
);

/** Where a key's webhooks fail at the moment; a success removes the row. */
export const failingOrigins = sqliteTable(
  "failing_origins",
  {
    keyId: text("key_id").notNull(),
    origin: text("origin").notNull(),
    /** In a row. */
    failures: integer("failures").notNull(),
    failingSince: time("failing_since").notNull(),
    lastFailureAt: time("last_failure_at").notNull(),
    /** Since then its deliveries wait. */
    pausedAt: time("paused_at"),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.origin] })],
);

/** How often a key's webhook secret was rotated; the secrets themselves are derived (lib/crypto/webhook-signature.ts). */
export const webhookRotations = sqliteTable("webhook_rotations", {
  keyId: text("key_id").primaryKey(),
  rotations: integer("rotations").notNull(),
  rotatedAt: time("rotated_at").notNull(),
  /** Until then the secret before signs as well. */
  previousUntil: time("previous_until").notNull(),
});

export const idempotency = sqliteTable(
  "idempotency",
  {
    keyId: text("key_id").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    bodyHash: text("body_hash").notNull(),
    jobId: text("job_id").notNull(),
    createdAt: madeAt(),
  },
  (t) => [primaryKey({ columns: [t.keyId, t.idempotencyKey] }), index("idempotency_by_job").on(t.jobId)],
);
