ALTER TABLE `calls` ADD `used_in` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `calls` ADD `change` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `changes` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `review` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `awaiting` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `approved` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
UPDATE `calls` SET `used_in` = CASE WHEN `status` IN ('succeeded', 'cached') THEN coalesce((SELECT `retries` FROM `jobs` WHERE `jobs`.`id` = `job_id`), `generation`) ELSE `generation` END;
