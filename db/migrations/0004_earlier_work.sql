ALTER TABLE `calls` ADD `release_at` integer;--> statement-breakpoint
ALTER TABLE `calls` ADD `earlier_work` text DEFAULT '[]' NOT NULL;