ALTER TABLE `batches` ADD `notify` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `batches` ADD `deleted_at` integer;