ALTER TABLE `calls` ADD `progress` real;--> statement-breakpoint
ALTER TABLE `calls` ADD `progress_message` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `storing_since` integer;--> statement-breakpoint
ALTER TABLE `inbox` ADD `kind` text;--> statement-breakpoint
UPDATE `calls` SET `wait_seconds` = min(max(`wait_seconds`, 0), 604800) WHERE `wait_seconds` NOT BETWEEN 0 AND 604800;--> statement-breakpoint
UPDATE `calls` SET `queue_position` = min(max(`queue_position`, 0), 1000000) WHERE `queue_position` NOT BETWEEN 0 AND 1000000;
