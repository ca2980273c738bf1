CREATE INDEX `jobs_by_key_model_status` ON `jobs` (`key_id`,`model`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_model` ON `jobs` (`model`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_model_status` ON `jobs` (`model`,`status`,`id`);