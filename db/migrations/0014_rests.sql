CREATE TABLE `provider_rests` (
	`provider` text NOT NULL,
	`role` text NOT NULL,
	`until` integer,
	`failures` integer DEFAULT 0 NOT NULL,
	`kind` text,
	`why` text,
	`last_failed_at` integer,
	`last_worked_at` integer,
	PRIMARY KEY(`provider`, `role`)
);
