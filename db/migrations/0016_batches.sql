CREATE TABLE `batches` (
	`id` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`strategy` text NOT NULL,
	`max_concurrent` integer NOT NULL,
	`on_failure` text NOT NULL,
	`webhook_url` text,
	`metadata` text,
	`total` integer NOT NULL,
	`warnings` text DEFAULT '[]' NOT NULL,
	`generation` integer DEFAULT 0 NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL,
	`stopped_at` integer,
	`stop_reason` text,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `batches_by_key` ON `batches` (`key_id`,`id`);--> statement-breakpoint
CREATE INDEX `batches_unfinished` ON `batches` (`key_id`,`id`) WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX `batches_by_end` ON `batches` (`finished_at`);--> statement-breakpoint
ALTER TABLE `deliveries` ADD `batch_id` text;--> statement-breakpoint
ALTER TABLE `events` ADD `batch_id` text;--> statement-breakpoint
CREATE INDEX `events_by_batch` ON `events` (`batch_id`,`seq`) WHERE batch_id is not null;--> statement-breakpoint
ALTER TABLE `jobs` ADD `batch_id` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `position` integer;--> statement-breakpoint
CREATE INDEX `jobs_by_batch` ON `jobs` (`batch_id`,`status`,`id`) WHERE batch_id is not null;