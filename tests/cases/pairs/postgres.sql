# atomic
DROP FUNCTION "app"."f" ()
    CREATE FUNCTION "app"."f" () RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT max(a)::bigint FROM app.t; END
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE bigint
    ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE integer
CREATE FUNCTION "app"."f" () RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT max(a)::bigint FROM app.t; END
    DROP FUNCTION "app"."f" ()
# bit
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE bit(5)
    ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE bit(3)
# box-polygon
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE polygon
    ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE box USING "a"::box
# bytea-fwd
ALTER TABLE "app"."t" ALTER COLUMN "a" DROP DEFAULT, ALTER COLUMN "a" TYPE text, ALTER COLUMN "a" SET DEFAULT 'x'
    ALTER TABLE "app"."t" ALTER COLUMN "a" DROP DEFAULT, ALTER COLUMN "a" TYPE bytea USING "a"::bytea, ALTER COLUMN "a" SET DEFAULT 'x'
# bytea-rev
ALTER TABLE "app"."t" ALTER COLUMN "a" DROP DEFAULT, ALTER COLUMN "a" TYPE bytea USING "a"::bytea, ALTER COLUMN "a" SET DEFAULT 'x'
    ALTER TABLE "app"."t" ALTER COLUMN "a" DROP DEFAULT, ALTER COLUMN "a" TYPE text, ALTER COLUMN "a" SET DEFAULT 'x'
# collate
ALTER TABLE "app"."t" ALTER COLUMN "n" TYPE text COLLATE "POSIX"
    ALTER TABLE "app"."t" ALTER COLUMN "n" TYPE text COLLATE "C"
# composite-field-rename
ALTER TYPE "app"."c" DROP ATTRIBUTE "y", ADD ATTRIBUTE "z" integer
    ALTER TYPE "app"."c" DROP ATTRIBUTE "z", ADD ATTRIBUTE "y" integer
# domain-array-check
error: a check or NOT NULL of domain "d" is not supported while a column has an array, composite or range of it
# domain-in-composite
error: a check or NOT NULL of domain "em" is not supported while a column has an array, composite or range of it
# domain-to-enum-of-its-name
error: domain "a" gives its name to something else while column "k" of table "t" has it
# enum-and-table-swap-names
DROP TABLE "app"."b"
    CREATE TABLE "app"."b" ("k" "app"."a" NOT NULL)
DROP TYPE "app"."a"
    CREATE TYPE "app"."a" AS ENUM ('x')
CREATE TYPE "app"."b" AS ENUM ('x')
    DROP TYPE "app"."b"
CREATE TABLE "app"."a" ("k" "app"."b" NOT NULL)
    DROP TABLE "app"."a"
# enum-check-literal
ALTER TABLE "app"."t" DROP CONSTRAINT "c"
    ALTER TABLE "app"."t" ADD CONSTRAINT "c" CHECK (k <> 'b')
ALTER TYPE "app"."e" RENAME TO "e_old"
    ALTER TYPE "app"."e_old" RENAME TO "e"
CREATE TYPE "app"."e" AS ENUM ('a')
    DROP TYPE "app"."e"
ALTER TABLE "app"."t" ALTER COLUMN "k" TYPE "app"."e" USING "k"::text::"app"."e"
    ALTER TABLE "app"."t" ALTER COLUMN "k" TYPE "app"."e_old" USING "k"::text::"app"."e_old"
DROP TYPE "app"."e_old"
    CREATE TYPE "app"."e_old" AS ENUM ('a', 'b')
# enum-default-dropped
ALTER TYPE "app"."e" RENAME TO "e_old"
    ALTER TYPE "app"."e_old" RENAME TO "e"
CREATE TYPE "app"."e" AS ENUM ('a')
    DROP TYPE "app"."e"
ALTER TABLE "app"."t" ALTER COLUMN "k" DROP DEFAULT, ALTER COLUMN "k" TYPE "app"."e" USING "k"::text::"app"."e"
    ALTER TABLE "app"."t" ALTER COLUMN "k" TYPE "app"."e_old" USING "k"::text::"app"."e_old", ALTER COLUMN "k" SET DEFAULT 'b'
DROP TYPE "app"."e_old"
    CREATE TYPE "app"."e_old" AS ENUM ('a', 'b')
# enum-default-replaced
ALTER TYPE "app"."e" RENAME TO "e_old"
    ALTER TYPE "app"."e_old" RENAME TO "e"
CREATE TYPE "app"."e" AS ENUM ('a')
    DROP TYPE "app"."e"
ALTER TABLE "app"."t" ALTER COLUMN "k" DROP DEFAULT, ALTER COLUMN "k" TYPE "app"."e" USING "k"::text::"app"."e", ALTER COLUMN "k" SET DEFAULT 'a'
    ALTER TABLE "app"."t" ALTER COLUMN "k" DROP DEFAULT, ALTER COLUMN "k" TYPE "app"."e_old" USING "k"::text::"app"."e_old", ALTER COLUMN "k" SET DEFAULT 'b'
DROP TYPE "app"."e_old"
    CREATE TYPE "app"."e_old" AS ENUM ('a', 'b')
# enum-index-literal
DROP INDEX "app"."c"
    CREATE INDEX "c" ON "app"."t" ("k") WHERE k = 'b'
ALTER TYPE "app"."e" RENAME TO "e_old"
    ALTER TYPE "app"."e_old" RENAME TO "e"
CREATE TYPE "app"."e" AS ENUM ('a')
    DROP TYPE "app"."e"
ALTER TABLE "app"."t" ALTER COLUMN "k" TYPE "app"."e" USING "k"::text::"app"."e"
    ALTER TABLE "app"."t" ALTER COLUMN "k" TYPE "app"."e_old" USING "k"::text::"app"."e_old"
CREATE INDEX "c" ON "app"."t" ("k") WHERE k = 'a'
    DROP INDEX "app"."c"
DROP TYPE "app"."e_old"
    CREATE TYPE "app"."e_old" AS ENUM ('a', 'b')
# enum-part-key
error: changing the type of column "k" is not supported: it is in the partition key
# enum-to-domain
DROP TYPE "app"."x"
    CREATE TYPE "app"."x" AS ENUM ('a')
CREATE DOMAIN "app"."x" AS text NOT NULL
    DROP DOMAIN "app"."x"
# enum-to-table-of-its-name
error: enum "st" gives its name to something else while column "st" of table "o" has it
# function-over-new-table
SET check_function_bodies = off
    RESET check_function_bodies
CREATE FUNCTION "app"."g" () RETURNS integer LANGUAGE sql AS $$SELECT max(id) FROM app.t$$
    DROP FUNCTION "app"."g" ()
CREATE TABLE "app"."t" ("id" integer NOT NULL)
    DROP TABLE "app"."t"
CREATE TABLE "app"."x" ("n" integer NOT NULL DEFAULT app.g())
    DROP TABLE "app"."x"
RESET check_function_bodies
    SET check_function_bodies = off
# generated-key
ALTER TABLE "app"."t" DROP CONSTRAINT "gf"
    ALTER TABLE "app"."t" ADD CONSTRAINT "gf" FOREIGN KEY ("g") REFERENCES "app"."t" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE bigint, DROP COLUMN "g", ADD COLUMN "g" bigint NULL GENERATED ALWAYS AS (a * 2) STORED
    ALTER TABLE "app"."t" DROP COLUMN "g", ADD COLUMN "g" bigint NULL GENERATED ALWAYS AS (a * 2) STORED, ALTER COLUMN "a" TYPE integer
ALTER TABLE "app"."t" ADD CONSTRAINT "gf" FOREIGN KEY ("g") REFERENCES "app"."t" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
    ALTER TABLE "app"."t" DROP CONSTRAINT "gf"
# identity-to-uuid
ALTER TABLE "app"."p" ALTER COLUMN "id" DROP IDENTITY
    ALTER TABLE "app"."p" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY
    SELECT setval(pg_get_serial_sequence('"app"."p"', 'id'), max("id")) FROM "app"."p" HAVING max("id") >= 1
ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE uuid USING "id"::text::uuid, ALTER COLUMN "id" SET DEFAULT gen_random_uuid()
    ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE integer USING "id"::text::integer, ALTER COLUMN "id" DROP DEFAULT
# int-oid
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE oid
    ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE integer
# interval-time
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE time
    ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE interval
# key-to-bigint
ALTER TABLE "app"."c" ALTER COLUMN "p" TYPE bigint
    ALTER TABLE "app"."c" ALTER COLUMN "p" TYPE integer
ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE bigint
    ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE integer
# key-to-text
ALTER TABLE "app"."c" DROP CONSTRAINT "f"
    ALTER TABLE "app"."c" ADD CONSTRAINT "f" FOREIGN KEY ("p") REFERENCES "app"."p" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
ALTER TABLE "app"."c" ALTER COLUMN "p" TYPE text
    ALTER TABLE "app"."c" ALTER COLUMN "p" TYPE integer USING "p"::integer
ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE text
    ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE integer USING "id"::integer
ALTER TABLE "app"."c" ADD CONSTRAINT "f" FOREIGN KEY ("p") REFERENCES "app"."p" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
    ALTER TABLE "app"."c" DROP CONSTRAINT "f"
# key-to-uuid
ALTER TABLE "app"."c" DROP CONSTRAINT "f"
    ALTER TABLE "app"."c" ADD CONSTRAINT "f" FOREIGN KEY ("p") REFERENCES "app"."p" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
ALTER TABLE "app"."c" ALTER COLUMN "p" TYPE uuid USING "p"::text::uuid
    ALTER TABLE "app"."c" ALTER COLUMN "p" TYPE integer USING "p"::text::integer
ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE uuid USING "id"::text::uuid
    ALTER TABLE "app"."p" ALTER COLUMN "id" TYPE integer USING "id"::text::integer
ALTER TABLE "app"."c" ADD CONSTRAINT "f" FOREIGN KEY ("p") REFERENCES "app"."p" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
    ALTER TABLE "app"."c" DROP CONSTRAINT "f"
# money-numeric
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE numeric
    ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE money
# null-to-identity-rev
ALTER TABLE "app"."t" ALTER COLUMN "id" SET NOT NULL, ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY
    ALTER TABLE "app"."t" ALTER COLUMN "id" DROP IDENTITY, ALTER COLUMN "id" DROP NOT NULL
SELECT setval(pg_get_serial_sequence('"app"."t"', 'id'), max("id")) FROM "app"."t" HAVING max("id") >= 1
    SELECT setval(pg_get_serial_sequence('"app"."t"', 'id'), 1, false)
# part-add-reverse
CREATE TABLE "app"."l2" PARTITION OF "app"."l" FOR VALUES IN (2)
    ALTER TABLE "app"."l" DETACH PARTITION "app"."l2"
    DROP TABLE "app"."l2"
# part-drop-all
ALTER TABLE "app"."l" DETACH PARTITION "app"."l1"
DROP TABLE "app"."l1"
    CREATE TABLE "app"."l1" PARTITION OF "app"."l" FOR VALUES IN (1)
DROP TABLE "app"."c"
    CREATE TABLE "app"."c" ("id" integer NOT NULL, CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "app"."l" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION)
DROP TABLE "app"."l"
    CREATE TABLE "app"."l" ("id" integer NOT NULL, PRIMARY KEY ("id")) PARTITION BY LIST ("id")
# part-drop-under-fk
ALTER TABLE "app"."l" DETACH PARTITION "app"."l2"
DROP TABLE "app"."l2"
    CREATE TABLE "app"."l2" PARTITION OF "app"."l" FOR VALUES IN (2)
# point-box
ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE box
    ALTER TABLE "app"."t" ALTER COLUMN "a" TYPE point USING "a"::point
# renamed-leaves-its-index
ALTER TABLE "app"."t" ALTER COLUMN "id" TYPE bigint
    ALTER TABLE "app"."t" ALTER COLUMN "id" TYPE integer
CREATE TABLE "app"."t_old" ("id" integer NOT NULL, "v" text NOT NULL, PRIMARY KEY ("id"))
    DROP TABLE "app"."t_old"
# replica-identity
DROP INDEX "app"."i"
    CREATE UNIQUE INDEX "i" ON "app"."t" ("id")
CREATE UNIQUE INDEX "i" ON "app"."t" ("id", "b")
    DROP INDEX "app"."i"
ALTER TABLE "app"."t" REPLICA IDENTITY USING INDEX "i"
# schema-with-key-to-it
ALTER TABLE "app"."t" DROP CONSTRAINT "f"
    ALTER TABLE "app"."t" ADD CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "far"."u" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
DROP TABLE "far"."u"
    CREATE TABLE "far"."u" ("e" "app"."e" NOT NULL, "id" integer NOT NULL, PRIMARY KEY ("id"))
DROP TYPE "app"."e"
    CREATE TYPE "app"."e" AS ENUM ('a')
DROP SCHEMA "far" CASCADE
# schema-with-type-of-other
DROP SCHEMA "far" CASCADE
DROP TYPE "app"."e"
    CREATE TYPE "app"."e" AS ENUM ('a')
# seq-owner-col-dropped
ALTER SEQUENCE "app"."s" OWNED BY NONE
    ALTER SEQUENCE "app"."s" OWNED BY "app"."t"."a"
ALTER TABLE "app"."t" DROP COLUMN "a"
    ALTER TABLE "app"."t" ADD COLUMN "a" integer NOT NULL
# seq-to-serial
ALTER TABLE "app"."t" ALTER COLUMN "id" SET DEFAULT nextval('"app"."t_id_seq"')
    ALTER TABLE "app"."t" ALTER COLUMN "id" SET DEFAULT nextval('app.t_id_seq'::regclass)
SELECT setval(pg_get_serial_sequence('"app"."t"', 'id'), max("id")) FROM "app"."t" HAVING max("id") >= 1
    SELECT setval(pg_get_serial_sequence('"app"."t"', 'id'), 1, false)
ALTER SEQUENCE "app"."t_id_seq" OWNED BY "app"."t"."id"
    ALTER SEQUENCE "app"."t_id_seq" OWNED BY NONE
# serial-dropped-view
DROP MATERIALIZED VIEW "app"."m"
    CREATE MATERIALIZED VIEW "app"."m" AS SELECT id FROM app.t
ALTER TABLE "app"."t" ALTER COLUMN "id" DROP DEFAULT
    ALTER TABLE "app"."t" ALTER COLUMN "id" SET DEFAULT nextval('"app"."t_id_seq"')
    SELECT setval(pg_get_serial_sequence('"app"."t"', 'id'), max("id")) FROM "app"."t" HAVING max("id") >= 1
DROP SEQUENCE IF EXISTS "app"."t_id_seq"
    CREATE SEQUENCE IF NOT EXISTS "app"."t_id_seq" OWNED BY "app"."t"."id"
CREATE MATERIALIZED VIEW "app"."m" AS SELECT id FROM app.t
    DROP MATERIALIZED VIEW "app"."m"
# serial-to-seq
ALTER TABLE "app"."t" ALTER COLUMN "id" SET DEFAULT nextval('app.t_id_seq'::regclass)
    ALTER TABLE "app"."t" ALTER COLUMN "id" SET DEFAULT nextval('"app"."t_id_seq"')
    SELECT setval(pg_get_serial_sequence('"app"."t"', 'id'), max("id")) FROM "app"."t" HAVING max("id") >= 1
ALTER SEQUENCE "app"."t_id_seq" OWNED BY NONE
    ALTER SEQUENCE "app"."t_id_seq" OWNED BY "app"."t"."id"
# serial-to-text-default
ALTER TABLE "app"."p" ALTER COLUMN "id" DROP DEFAULT, ALTER COLUMN "id" TYPE text, ALTER COLUMN "id" SET DEFAULT 'x'
    ALTER TABLE "app"."p" ALTER COLUMN "id" DROP DEFAULT, ALTER COLUMN "id" TYPE integer USING "id"::integer, ALTER COLUMN "id" SET DEFAULT nextval('"app"."p_id_seq"')
    SELECT setval(pg_get_serial_sequence('"app"."p"', 'id'), max("id")) FROM "app"."p" HAVING max("id") >= 1
DROP SEQUENCE IF EXISTS "app"."p_id_seq"
    CREATE SEQUENCE IF NOT EXISTS "app"."p_id_seq" AS integer OWNED BY "app"."p"."id"
# set-logged
ALTER TABLE "app"."p" SET LOGGED
    ALTER TABLE "app"."p" SET UNLOGGED
ALTER TABLE "app"."c" SET LOGGED
    ALTER TABLE "app"."c" SET UNLOGGED
# set-unlogged-add-fk
ALTER TABLE "app"."p" SET UNLOGGED
    ALTER TABLE "app"."p" SET LOGGED
ALTER TABLE "app"."c" SET UNLOGGED
    ALTER TABLE "app"."c" SET LOGGED
ALTER TABLE "app"."c" ADD CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "app"."p" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
    ALTER TABLE "app"."c" DROP CONSTRAINT "f"
# table-named-as-index
DROP INDEX "app"."audit"
    CREATE INDEX "audit" ON "app"."t" ("v")
CREATE TABLE "app"."audit" ("id" integer NOT NULL)
    DROP TABLE "app"."audit"
CREATE INDEX "t_v" ON "app"."t" ("v")
    DROP INDEX "app"."t_v"
# table-to-matview
DROP TABLE "app"."v"
    CREATE TABLE "app"."v" ("id" integer NOT NULL)
CREATE MATERIALIZED VIEW "app"."v" AS SELECT id FROM app.t
    DROP MATERIALIZED VIEW "app"."v"
# table-to-view
DROP TABLE "app"."v"
    CREATE TABLE "app"."v" ("id" integer NOT NULL)
CREATE VIEW "app"."v" AS SELECT id FROM app.t
    DROP VIEW "app"."v"
# trigger-new-function
CREATE FUNCTION "app"."g" () RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$
    DROP FUNCTION "app"."g" ()
CREATE OR REPLACE TRIGGER "x" AFTER INSERT ON "app"."t" FOR EACH ROW EXECUTE FUNCTION "app"."g"()
    CREATE OR REPLACE TRIGGER "x" AFTER INSERT ON "app"."t" FOR EACH ROW EXECUTE FUNCTION "app"."f"()
DROP FUNCTION "app"."f" ()
    CREATE FUNCTION "app"."f" () RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$
# unique-moves
ALTER TABLE "app"."q" DROP CONSTRAINT "u"
    ALTER TABLE "app"."q" ADD CONSTRAINT "u" UNIQUE ("id")
ALTER TABLE "app"."p" ADD CONSTRAINT "u" UNIQUE ("id")
    ALTER TABLE "app"."p" DROP CONSTRAINT "u"
# unique-name-from-dropped-uq-to-pk
ALTER TABLE "app"."b" DROP CONSTRAINT "a_pkey"
    ALTER TABLE "app"."b" ADD CONSTRAINT "a_pkey" UNIQUE ("id")
ALTER TABLE "app"."a" ADD PRIMARY KEY ("id")
    ALTER TABLE "app"."a" DROP CONSTRAINT "a_pkey"
# view-barrier-rev
DROP VIEW "app"."v"
    CREATE VIEW "app"."v" AS SELECT id FROM app.t WHERE id > 0
CREATE VIEW "app"."v" WITH (security_barrier = true) AS SELECT id FROM app.t WHERE id > 0
    DROP VIEW "app"."v"
# view-opts-rev
DROP VIEW "app"."v"
    CREATE VIEW "app"."v" AS SELECT id FROM app.t WHERE id > 0 WITH LOCAL CHECK OPTION
CREATE VIEW "app"."v" WITH (security_barrier = true) AS SELECT id FROM app.t WHERE id > 0
    DROP VIEW "app"."v"
# view-to-mat
DROP VIEW "app"."w"
    CREATE VIEW "app"."w" AS SELECT id FROM app.v
DROP VIEW "app"."v"
    CREATE VIEW "app"."v" AS SELECT id FROM app.t
CREATE MATERIALIZED VIEW "app"."v" AS SELECT id FROM app.t
    DROP MATERIALIZED VIEW "app"."v"
CREATE VIEW "app"."w" AS SELECT id FROM app.v
    DROP VIEW "app"."w"
