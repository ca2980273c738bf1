ALTER TABLE `calls` ADD `began_at` integer;--> statement-breakpoint
ALTER TABLE `calls` ADD `heard_at` integer;