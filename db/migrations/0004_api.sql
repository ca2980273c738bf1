CREATE TABLE `failing_origins` (
	`key_id` text NOT NULL,
	`origin` text NOT NULL,
	`failures` integer NOT NULL,
	`failing_since` integer NOT NULL,
	`last_failure_at` integer NOT NULL,
	`paused_at` integer,
	PRIMARY KEY(`key_id`, `origin`)
);
--> statement-breakpoint
CREATE TABLE `request_minutes` (
	`key_id` text PRIMARY KEY NOT NULL,
	`requests` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage` (
	`day` text NOT NULL,
	`key_id` text NOT NULL,
	`jobs` integer DEFAULT 0 NOT NULL,
	`estimated_micros` integer DEFAULT 0 NOT NULL,
	`actual_micros` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`key_id`, `day`)
);
--> statement-breakpoint
CREATE INDEX `usage_by_day` ON `usage` (`day`,`key_id`);--> statement-breakpoint
CREATE TABLE `webhook_rotations` (
	`key_id` text PRIMARY KEY NOT NULL,
	`rotations` integer NOT NULL,
	`rotated_at` integer NOT NULL,
	`previous_until` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `deliveries_by_status`;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `origin` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `ended` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `schedule_from` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `round` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `deliveries_by_key` ON `deliveries` (`key_id`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_by_origin` ON `deliveries` (`key_id`,`origin`,`status`);--> statement-breakpoint
CREATE INDEX `deliveries_by_status` ON `deliveries` (`status`,`next_attempt_at`);--> statement-breakpoint
ALTER TABLE `calls` ADD `used_in` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `calls` ADD `change` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `release_at` integer;--> statement-breakpoint
ALTER TABLE `calls` ADD `earlier_work` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `s3_query` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `changes` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `review` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `awaiting` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `approved` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE INDEX `jobs_by_key_model_status` ON `jobs` (`key_id`,`model`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_model` ON `jobs` (`model`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_model_status` ON `jobs` (`model`,`status`,`id`);--> statement-breakpoint
ALTER TABLE `keys` ADD `previous_hash` text;--> statement-breakpoint
ALTER TABLE `keys` ADD `previous_until` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `requests_per_minute` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `concurrent_jobs` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `daily_budget_micros` integer;--> statement-breakpoint
CREATE INDEX `keys_by_age` ON `keys` (`created_at`,`id`);--> statement-breakpoint
UPDATE `calls` SET `used_in` = CASE WHEN `status` IN ('succeeded', 'cached') THEN coalesce((SELECT `retries` FROM `jobs` WHERE `jobs`.`id` = `job_id`), `generation`) ELSE `generation` END;
