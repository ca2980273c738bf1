ALTER TABLE `calls` ADD `usage` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `quality` text DEFAULT 'on' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `warnings` text DEFAULT '[]' NOT NULL;