# charset
ALTER TABLE `plan_laws`.`t` MODIFY COLUMN `k` varchar(10) CHARSET latin1 NOT NULL COLLATE latin1_swedish_ci
    ALTER TABLE `plan_laws`.`t` MODIFY COLUMN `k` varchar(10) NOT NULL
# check-moves
ALTER TABLE `plan_laws`.`b` DROP CONSTRAINT `k`
    ALTER TABLE `plan_laws`.`b` ADD CONSTRAINT `k` CHECK (id > 0)
ALTER TABLE `plan_laws`.`a` ADD CONSTRAINT `k` CHECK (id > 0)
    ALTER TABLE `plan_laws`.`a` DROP CONSTRAINT `k`
# key-moves-to-new-column
ALTER TABLE `plan_laws`.`b` DROP FOREIGN KEY `f`
    ALTER TABLE `plan_laws`.`b` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `plan_laws`.`a` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
ALTER TABLE `plan_laws`.`a` MODIFY COLUMN `id` int NULL, ADD COLUMN `u` int NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (`u`)
    ALTER TABLE `plan_laws`.`a` DROP PRIMARY KEY, ADD PRIMARY KEY (`id`), DROP COLUMN `u`, MODIFY COLUMN `id` int NOT NULL AUTO_INCREMENT
ALTER TABLE `plan_laws`.`b` DROP INDEX `f`
    ALTER TABLE `plan_laws`.`b` ADD INDEX `f` (`id`)
# my131-dropped
ALTER TABLE `plan_laws`.`c` DROP FOREIGN KEY `f`
    ALTER TABLE `plan_laws`.`c` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `plan_laws`.`p` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
ALTER TABLE `plan_laws`.`c` DROP INDEX `f`
    ALTER TABLE `plan_laws`.`c` ADD INDEX `f` (`id`)
ALTER TABLE `plan_laws`.`p` MODIFY COLUMN `id` varchar(20) NOT NULL COLLATE utf8mb4_bin
    ALTER TABLE `plan_laws`.`p` MODIFY COLUMN `id` varchar(20) NOT NULL
# part-add
ALTER TABLE `plan_laws`.`q` ADD PARTITION (PARTITION `p1` VALUES LESS THAN (20))
    ALTER TABLE `plan_laws`.`q` PARTITION BY RANGE (d) (PARTITION `p0` VALUES LESS THAN (10))
# part-drop-last
ALTER TABLE `plan_laws`.`q` PARTITION BY RANGE (d) (PARTITION `p0` VALUES LESS THAN (10))
    ALTER TABLE `plan_laws`.`q` PARTITION BY RANGE (d) (PARTITION `p0` VALUES LESS THAN (10), PARTITION `p1` VALUES LESS THAN (20))
# plain-to-stored
ALTER TABLE `plan_laws`.`t` MODIFY COLUMN `b` int AS (id + 1) STORED NULL
    ALTER TABLE `plan_laws`.`t` MODIFY COLUMN `b` int NULL
# table-to-view
DROP TABLE `plan_laws`.`v`
    CREATE TABLE `plan_laws`.`v` (`id` int NOT NULL) CHARSET utf8mb4 COLLATE utf8mb4_0900_ai_ci
CREATE VIEW `plan_laws`.`v` AS SELECT id FROM t
    DROP VIEW `plan_laws`.`v`
# varchar-fk
ALTER TABLE `plan_laws`.`c` DROP FOREIGN KEY `f`
    ALTER TABLE `plan_laws`.`c` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `plan_laws`.`p` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
ALTER TABLE `plan_laws`.`c` MODIFY COLUMN `id` varchar(30) NOT NULL
    ALTER TABLE `plan_laws`.`c` MODIFY COLUMN `id` varchar(20) NOT NULL
ALTER TABLE `plan_laws`.`p` MODIFY COLUMN `id` varchar(30) NOT NULL
    ALTER TABLE `plan_laws`.`p` MODIFY COLUMN `id` varchar(20) NOT NULL
ALTER TABLE `plan_laws`.`c` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `plan_laws`.`p` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
    ALTER TABLE `plan_laws`.`c` DROP FOREIGN KEY `f`
# view-chain
DROP VIEW `plan_laws`.`w`
    CREATE VIEW `plan_laws`.`w` AS SELECT b FROM v
DROP VIEW `plan_laws`.`v`
    CREATE VIEW `plan_laws`.`v` AS SELECT b FROM t
CREATE VIEW `plan_laws`.`v` AS SELECT a FROM t
    DROP VIEW `plan_laws`.`v`
CREATE VIEW `plan_laws`.`w` AS SELECT a FROM v
    DROP VIEW `plan_laws`.`w`
