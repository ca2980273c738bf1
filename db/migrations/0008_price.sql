ALTER TABLE `jobs` ADD `max_cost_micros` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `only` text;