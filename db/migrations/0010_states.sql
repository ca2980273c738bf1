UPDATE `calls` SET `status` = 'unconfirmed' WHERE `status` = 'ambiguous';--> statement-breakpoint
UPDATE `calls` SET `status` = 'storing' WHERE `status` = 'keeping';
