CREATE TABLE `shares` (
	`job_id` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`title` text,
	`board` integer NOT NULL,
	`download` integer NOT NULL,
	`created_at` integer DEFAULT (cast(unixepoch('subsec') * 1000 as integer)) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shares_by_token` ON `shares` (`token`);