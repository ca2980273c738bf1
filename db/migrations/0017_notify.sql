ALTER TABLE `deliveries` ADD `channel` text DEFAULT 'webhook' NOT NULL;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `budget` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `notify` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `notify` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `language` text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE `usage` ADD `budget_notified` integer DEFAULT 0 NOT NULL;