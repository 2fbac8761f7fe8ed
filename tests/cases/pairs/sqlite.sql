# case-rename
PRAGMA foreign_keys = off
DROP TABLE `Users`
    CREATE TABLE `Users` (`id` int NOT NULL)
CREATE TABLE `users` (`id` int NOT NULL)
    DROP TABLE `users`
PRAGMA foreign_keys = on
# copy-beside-a-view-of-its-name
PRAGMA foreign_keys = off
CREATE TABLE `new_t_2` (`id` integer NOT NULL, `v` int NOT NULL)
    DROP TABLE `new_t_2`
INSERT INTO `new_t_2` (`id`, `v`) SELECT `id`, `v` FROM `t`
DROP TABLE `t`
ALTER TABLE `new_t_2` RENAME TO `t`
PRAGMA foreign_keys = on
# fk-dangling-new
PRAGMA foreign_keys = off
CREATE TABLE `new_c` (`id` int NOT NULL, `b` int NOT NULL DEFAULT 9, CONSTRAINT `f` FOREIGN KEY (`b`) REFERENCES `p` (`id`) ON UPDATE NO ACTION ON DELETE NO ACTION)
    DROP TABLE `new_c`
INSERT INTO `new_c` (`id`) SELECT `id` FROM `c`
DROP TABLE `c`
ALTER TABLE `new_c` RENAME TO `c`
PRAGMA foreign_keys = on
# fk-dangling
PRAGMA foreign_keys = off
CREATE TABLE `new_c` (`id` int NOT NULL, CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `p` (`id`) ON UPDATE NO ACTION ON DELETE NO ACTION)
    DROP TABLE `new_c`
INSERT INTO `new_c` (`id`) SELECT `id` FROM `c`
DROP TABLE `c`
ALTER TABLE `new_c` RENAME TO `c`
PRAGMA foreign_keys = on
# null-ifnull-mf104
PRAGMA foreign_keys = off
CREATE TABLE `new_t` (`b` int NOT NULL DEFAULT 0)
    DROP TABLE `new_t`
INSERT INTO `new_t` (`b`) SELECT IFNULL(`b`, 0) AS `b` FROM `t`
DROP TABLE `t`
ALTER TABLE `new_t` RENAME TO `t`
PRAGMA foreign_keys = on
# plain-to-gen
PRAGMA foreign_keys = off
CREATE TABLE `new_t` (`id` int NOT NULL, `b` int NULL AS (id + 1) STORED)
    DROP TABLE `new_t`
INSERT INTO `new_t` (`id`) SELECT `id` FROM `t`
DROP TABLE `t`
ALTER TABLE `new_t` RENAME TO `t`
PRAGMA foreign_keys = on
# rename-view-chain
PRAGMA foreign_keys = off
DROP VIEW `w`
    CREATE VIEW `w` AS SELECT a FROM v
DROP VIEW `v`
    CREATE VIEW `v` AS SELECT a FROM t
CREATE TABLE `new_t` (`b` int NOT NULL)
    DROP TABLE `new_t`
DROP TABLE `t`
ALTER TABLE `new_t` RENAME TO `t`
CREATE VIEW `v` AS SELECT b AS a FROM t
    DROP VIEW `v`
CREATE VIEW `w` AS SELECT a FROM v
    DROP VIEW `w`
PRAGMA foreign_keys = on
# renamed-leaves-its-index
PRAGMA foreign_keys = off
CREATE TABLE `new_t` (`id` bigint NOT NULL, `v` text NOT NULL, PRIMARY KEY (`id`))
    DROP TABLE `new_t`
INSERT INTO `new_t` (`id`, `v`) SELECT `id`, `v` FROM `t`
DROP TABLE `t`
ALTER TABLE `new_t` RENAME TO `t`
CREATE INDEX `tv` ON `t` (`v`)
    DROP INDEX `tv`
CREATE TABLE `t_old` (`id` int NOT NULL, `v` text NOT NULL, PRIMARY KEY (`id`))
    DROP TABLE `t_old`
PRAGMA foreign_keys = on
