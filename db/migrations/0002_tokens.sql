ALTER TABLE `calls` ADD `earlier_token_hashes` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `calls` ADD `resolved_at` integer;