ALTER TABLE `assets` ADD `name` text;--> statement-breakpoint
ALTER TABLE `assets` ADD `starred` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `assets_by_key` ON `assets` (`key_id`,`id`);--> statement-breakpoint
CREATE INDEX `assets_by_key_type` ON `assets` (`key_id`,`type`,`id`);--> statement-breakpoint
CREATE INDEX `assets_starred` ON `assets` (`key_id`,`id`) WHERE starred = 1;--> statement-breakpoint
ALTER TABLE `jobs` ADD `title` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `starred` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `project` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `deleted_at` integer;--> statement-breakpoint
CREATE INDEX `jobs_starred` ON `jobs` (`id`) WHERE starred = 1 and deleted_at is null;--> statement-breakpoint
CREATE INDEX `jobs_starred_by_key` ON `jobs` (`key_id`,`id`) WHERE starred = 1 and deleted_at is null;--> statement-breakpoint
CREATE INDEX `jobs_by_project` ON `jobs` (`project`,`id`) WHERE project is not null and deleted_at is null;--> statement-breakpoint
CREATE INDEX `jobs_by_key_project` ON `jobs` (`key_id`,`project`,`id`) WHERE project is not null and deleted_at is null;--> statement-breakpoint
CREATE INDEX `jobs_deleted` ON `jobs` (`deleted_at`) WHERE deleted_at is not null;