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
ALTER TABLE `calls` ADD `used_in` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `calls` ADD `change` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `changes` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `review` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `awaiting` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `approved` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `previous_hash` text;--> statement-breakpoint
ALTER TABLE `keys` ADD `previous_until` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `requests_per_minute` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `concurrent_jobs` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `daily_budget_micros` integer;--> statement-breakpoint
CREATE INDEX `keys_by_age` ON `keys` (`created_at`,`id`);