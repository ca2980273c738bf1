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
ALTER TABLE `jobs` ADD `s3_query` text;