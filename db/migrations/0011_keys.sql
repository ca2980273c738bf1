ALTER TABLE `jobs` RENAME COLUMN `starts` TO `engine_starts`;--> statement-breakpoint
ALTER TABLE `jobs` RENAME COLUMN `retries` TO `generation`;--> statement-breakpoint
DROP INDEX `calls_to_release`;--> statement-breakpoint
ALTER TABLE `calls` RENAME COLUMN `name` TO `key`;--> statement-breakpoint
ALTER TABLE `calls` RENAME COLUMN `used_in` TO `last_generation`;--> statement-breakpoint
ALTER TABLE `calls` RENAME COLUMN `release_due` TO `cancel_pending`;--> statement-breakpoint
ALTER TABLE `calls` RENAME COLUMN `release_at` TO `cancel_at`;--> statement-breakpoint
ALTER TABLE `calls` RENAME COLUMN `earlier_work` TO `superseded_work`;--> statement-breakpoint
CREATE INDEX `calls_to_cancel` ON `calls` (`cancel_pending`) WHERE cancel_pending = 1;--> statement-breakpoint
CREATE TABLE `key_of_name` (`name` text PRIMARY KEY NOT NULL, `key` text NOT NULL);--> statement-breakpoint
INSERT INTO `key_of_name` (`name`, `key`) VALUES
	('write the scenes', 'scenes'),
	('scene 1: keyframe', 'keyframe.1'),
	('scene 2: keyframe', 'keyframe.2'),
	('scene 3: keyframe', 'keyframe.3'),
	('scene 1: clip', 'clip.1'),
	('scene 2: clip', 'clip.2'),
	('scene 3: clip', 'clip.3'),
	('join the film', 'film'),
	('the keyframes', 'keyframes'),
	('describe a picture', 'qwen-vl'),
	('edit a picture', 'qwen-edit'),
	('move a picture', 'wan-i2v'),
	('let a picture speak', 'wan-talk'),
	('join clips', 'concat-upscale'),
	('take a still', 'thumbnail');--> statement-breakpoint
UPDATE `calls` SET `key` = (SELECT k.`key` FROM `key_of_name` k WHERE k.`name` = `calls`.`key`) WHERE `key` IN (SELECT `name` FROM `key_of_name`);--> statement-breakpoint
UPDATE `events` SET `step` = (SELECT k.`key` FROM `key_of_name` k WHERE k.`name` = `events`.`step`) WHERE `step` IN (SELECT `name` FROM `key_of_name`);--> statement-breakpoint
UPDATE `jobs` SET `awaiting` = (SELECT k.`key` FROM `key_of_name` k WHERE k.`name` = `jobs`.`awaiting`) WHERE `awaiting` IN (SELECT `name` FROM `key_of_name`);--> statement-breakpoint
UPDATE `jobs` SET `approved` = (SELECT json_group_array(coalesce(k.`key`, e.value)) FROM json_each(`jobs`.`approved`) e LEFT JOIN `key_of_name` k ON k.`name` = e.value) WHERE `approved` <> '[]';--> statement-breakpoint
UPDATE `jobs` SET `only` = (SELECT json_group_array(coalesce(k.`key`, e.value)) FROM json_each(`jobs`.`only`) e LEFT JOIN `key_of_name` k ON k.`name` = e.value) WHERE json_array_length(`only`) > 0;--> statement-breakpoint
UPDATE `jobs` SET `plan` = (SELECT json_group_array(json_remove(json_set(e.value, '$.key', coalesce(k.`key`, json_extract(e.value, '$.name'))), '$.name')) FROM json_each(`jobs`.`plan`) e LEFT JOIN `key_of_name` k ON k.`name` = json_extract(e.value, '$.name')) WHERE `plan` <> '[]';--> statement-breakpoint
UPDATE `jobs` SET `error` = json_set(`error`, '$.step', (SELECT k.`key` FROM `key_of_name` k WHERE k.`name` = json_extract(`jobs`.`error`, '$.step'))) WHERE json_extract(`error`, '$.step') IN (SELECT `name` FROM `key_of_name`);--> statement-breakpoint
UPDATE `jobs` SET `changes` = (SELECT json_group_object(coalesce(k.`key`, e.key), json(CASE WHEN json_extract(e.value, '$.again') IS NULL THEN json(e.value) ELSE json_remove(json_set(e.value, '$.variant', json_extract(e.value, '$.again')), '$.again') END)) FROM json_each(`jobs`.`changes`) e LEFT JOIN `key_of_name` k ON k.`name` = e.key) WHERE `changes` <> '{}';--> statement-breakpoint
UPDATE `calls` SET `change` = json_remove(json_set(`change`, '$.variant', json_extract(`change`, '$.again')), '$.again') WHERE json_extract(`change`, '$.again') IS NOT NULL;--> statement-breakpoint
DROP TABLE `key_of_name`;
