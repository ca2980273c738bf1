ALTER TABLE `batches` ADD `writing_until` integer;--> statement-breakpoint
ALTER TABLE `batches` ADD `reserved_micros` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `batches_being_written` ON `batches` (`writing_until`) WHERE writing_until is not null;--> statement-breakpoint
ALTER TABLE `calls` ADD `in_line_for` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `called_at` integer;--> statement-breakpoint
CREATE INDEX `calls_in_line` ON `calls` (`called_at`) WHERE in_line_for is not null and finished_at is null;