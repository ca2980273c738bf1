ALTER TABLE `calls` ADD `entries` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `entry` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `tried` text;