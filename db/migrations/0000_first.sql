CREATE TABLE `assets` (
	`id` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`sha256` text NOT NULL,
	`type` text NOT NULL,
	`content_type` text NOT NULL,
	`extension` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`width` integer,
	`height` integer,
	`duration_ms` integer,
	`fps_milli` integer,
	`codec` text,
	`storage_key` text NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assets_once` ON `assets` (`key_id`,`sha256`);--> statement-breakpoint
CREATE TABLE `calls` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`name` text NOT NULL,
	`generation` integer NOT NULL,
	`service` text NOT NULL,
	`status` text NOT NULL,
	`input` text NOT NULL,
	`request_hash` text NOT NULL,
	`token_hash` text NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer,
	`base` text,
	`service_job_id` text,
	`queue_position` integer,
	`wait_seconds` integer,
	`output` text,
	`error` text,
	`message` text,
	`cost_micros` integer DEFAULT 0 NOT NULL,
	`release_due` integer DEFAULT false NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`submitted_at` integer,
	`finished_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `calls_once` ON `calls` (`job_id`,`name`,`generation`);--> statement-breakpoint
CREATE INDEX `calls_by_reuse` ON `calls` (`request_hash`,`status`);--> statement-breakpoint
CREATE INDEX `calls_by_service` ON `calls` (`service`,`status`,`finished_at`);--> statement-breakpoint
CREATE INDEX `calls_to_release` ON `calls` (`release_due`) WHERE release_due = 1;--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`key_id` text NOT NULL,
	`url` text NOT NULL,
	`status` text NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE INDEX `deliveries_by_job` ON `deliveries` (`job_id`);--> statement-breakpoint
CREATE INDEX `deliveries_by_status` ON `deliveries` (`status`);--> statement-breakpoint
CREATE TABLE `delivery_attempts` (
	`delivery_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`status` integer,
	`milliseconds` integer NOT NULL,
	`answer` text NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	PRIMARY KEY(`delivery_id`, `attempt`)
);
--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`job_id` text NOT NULL,
	`key_id` text NOT NULL,
	`type` text NOT NULL,
	`step` text,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_job` ON `events` (`job_id`,`seq`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key_id` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`body_hash` text NOT NULL,
	`job_id` text NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	PRIMARY KEY(`key_id`, `idempotency_key`)
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`call_id` text NOT NULL,
	`body_hash` text NOT NULL,
	`body` text NOT NULL,
	`contradicts` integer DEFAULT false NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_once` ON `inbox` (`call_id`,`body_hash`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`model` text NOT NULL,
	`status` text NOT NULL,
	`priority` text NOT NULL,
	`input` text NOT NULL,
	`options` text NOT NULL,
	`plan` text NOT NULL,
	`webhook_url` text,
	`s3_url` text,
	`metadata` text,
	`starts` integer DEFAULT 1 NOT NULL,
	`retries` integer DEFAULT 0 NOT NULL,
	`run_id` text,
	`output` text,
	`error` text,
	`cost_estimated_micros` integer DEFAULT 0 NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`expires_at` integer
);
--> statement-breakpoint
CREATE INDEX `jobs_by_key` ON `jobs` (`key_id`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_status` ON `jobs` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_key_status` ON `jobs` (`key_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_key_model` ON `jobs` (`key_id`,`model`,`id`);--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`data` text NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `outbox_unsent` ON `outbox` (`created_at`) WHERE sent_at is null;--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`key_id` text NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`expires_at` integer NOT NULL
);
