CREATE TABLE `asset_uses` (
	`asset_id` text NOT NULL,
	`job_id` text NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`asset_id`, `job_id`)
);
--> statement-breakpoint
CREATE INDEX `asset_uses_by_job` ON `asset_uses` (`job_id`);--> statement-breakpoint
CREATE TABLE `counters` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `assets` ADD `expires_at` integer;--> statement-breakpoint
CREATE INDEX `assets_by_file` ON `assets` (`storage_key`);--> statement-breakpoint
CREATE INDEX `assets_by_expiry` ON `assets` (`expires_at`);--> statement-breakpoint
CREATE INDEX `idempotency_by_job` ON `idempotency` (`job_id`);--> statement-breakpoint
CREATE INDEX `jobs_by_expiry` ON `jobs` (`expires_at`);--> statement-breakpoint
UPDATE `assets` SET `expires_at` = `created_at` + 2592000000;
