DROP INDEX `calls_once`;--> statement-breakpoint
ALTER TABLE `calls` ADD `try_number` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `calls` ADD `rejection` text;--> statement-breakpoint
CREATE UNIQUE INDEX `calls_once` ON `calls` (`job_id`,`key`,`generation`,`try_number`);