#!/usr/bin/env python3
"""Comments that say how a piece comes to a table in use, held against real servers with rows in the table.

    plan_rollouts.py --bin PATH [--dialect D]

For each case the first state is made, rows are put in, and the plan to the second state, with its comments, is carried out, as
`mercator plan` prints it. Then

  every statement was carried out;
  the catalog is that of a database that was brought to the second state at once;
  no row is gone, and a query of the rows gives what the case says;
  the comment did what it is for: the words of the case are in the plan;
  lint says what the case says of the comments, and nothing fails that it is quiet about.

Each case is run twice: with the rows that need what is asked for, and with none. Servers come from TEST_POSTGRES15_URL,
TEST_POSTGRES18_URL, TEST_MARIADB_URL and TEST_MYSQL_URL, on 127.0.0.1 only; one that is not given is skipped aloud. SQLite is Python's.
The last line is 'N passed, N failed'.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile

from plan_engines import SERVERS, Engine, Failed, finished, run

ALL = ("postgres", "mysql", "mariadb", "sqlite")
ELSEWHERE = ("mysql", "mariadb", "sqlite")
SCHEMA = {"postgres": "app", "mysql": "plan_laws", "mariadb": "plan_laws", "sqlite": "main"}
NULLABLE = 'column "c" {\n type = int\n null = true\n}'
STRICT = 'column "c" {\n type = int\n}'
KEY = "primary_key {\n columns = [column.id]\n}"
N_ROWS = 20
# Every other row has no value in `c`, if it has the column at all.
ROWS = [f"INSERT INTO {{t}} (id, c) VALUES ({n}, {n * 10 if n % 2 else 'NULL'})" for n in range(1, N_ROWS + 1)]
IDS = [f"INSERT INTO {{t}} (id) VALUES ({n})" for n in range(1, N_ROWS + 1)]
PARENTS = [f"INSERT INTO {{t}} (id, c) VALUES ({n}, {max(n - 1, 1)})" for n in range(1, N_ROWS + 1)]
FILLED = [("SELECT count(*), count(c) FROM {t}", (N_ROWS, N_ROWS)), ("SELECT sum(c) FROM {t}", (1220,))]
DOUBLED = [("SELECT count(*), count(c) FROM {t}", (N_ROWS, N_ROWS)), ("SELECT sum(c) FROM {t}", (420,))]
KEPT = [("SELECT count(*) FROM {t}", (N_ROWS,))]


class Case:
    """From one body of a table to another one."""

    def __init__(self, name, dialects, old, new, rows, shown, words=(), told=frozenset(), none=()):
        self.name, self.dialects, self.old, self.new, self.rows, self.shown = name, dialects, old, new, rows, shown
        # What is in the text of the plan, what lint says of it among CLAIMS, and what is not in the text.
        self.words, self.told, self.none = words, told, none


# What lint says of a failure, or a fill of the server's own.
CLAIMS = {"MF103", "MF104", "LT101", "MY101", "PG101", "PG303", "PG305", "PG306"}
DOUBLE = "# mercator:backfill id * 2\n"
CASES = [
    Case("NULL to NOT NULL", ALL, NULLABLE, DOUBLE + STRICT, ROWS, FILLED, told={"PG303"}),
    Case("NULL to NOT NULL with a default", ALL, NULLABLE, DOUBLE + 'column "c" {\n type = int\n default = 1\n}', ROWS, FILLED, told={"PG303"}),
    Case("NULL to NOT NULL of another type", ALL, NULLABLE, DOUBLE + 'column "c" {\n type = bigint\n}', ROWS, FILLED, told={"PG303"}),
    Case("a new column", ALL, "", DOUBLE + STRICT, IDS, DOUBLED, told={"PG303"}),
    Case("a new column in a primary key", ALL, "", DOUBLE + STRICT + "\nprimary_key {\n columns = [column.c]\n}", IDS, DOUBLED, told={"PG303"}),
    Case("a new column under an index and a check", ALL, "", DOUBLE + STRICT + '\nindex "i" {\n unique = true\n columns = [column.c]\n}\ncheck "k" {\n expr = "c > 0"\n}', IDS, DOUBLED, told={"PG101", "PG303", "PG305"}),
    Case("a new column from one that goes", ALL, 'column "d" {\n type = int\n default = 7\n}', "# mercator:backfill d * 3\n" + STRICT, IDS, [("SELECT count(*), sum(c) FROM {t}", (N_ROWS, 21 * N_ROWS))], told={"PG303"}),
    Case("a new column and another change", ALL, NULLABLE.replace('"c"', '"d"'), DOUBLE + STRICT + '\n# mercator:backfill id + 1\ncolumn "d" {\n type = bigint\n}', IDS, [("SELECT count(c), sum(c), count(d), sum(d) FROM {t}", (N_ROWS, 420, N_ROWS, 230))], told={"PG303"}),
    Case("a text", ALL, "", "# mercator:backfill 'it''s'\n" + 'column "c" {\n type = varchar(9)\n}', IDS, [("SELECT count(*) FROM {t} WHERE c = 'it''s'", (N_ROWS,))], told={"PG303"}),
    Case("a column that may be null", ALL, "", DOUBLE + NULLABLE, IDS, [("SELECT count(*), count(c) FROM {t}", (N_ROWS, 0))], none=("UPDATE", "INSERT INTO")),
    Case("NULL to NOT NULL through a check", ("postgres",), NULLABLE, DOUBLE + "# mercator:not_valid\n" + STRICT, ROWS, FILLED, words=("NOT VALID", "VALIDATE CONSTRAINT", "UPDATE")),
    Case("a new column through a check", ("postgres",), "", DOUBLE + "# mercator:not_valid\n" + STRICT, IDS, DOUBLED, words=("NOT VALID", "VALIDATE CONSTRAINT", "UPDATE")),
    Case("an index", ("postgres",), KEY, KEY + '\n# mercator:concurrently\nindex "i" {\n columns = [column.id]\n}', IDS, KEPT, words=("CREATE INDEX CONCURRENTLY",)),
    Case("a unique index", ("postgres",), KEY, KEY + '\n# mercator:concurrently\nindex "i" {\n unique = true\n columns = [column.id]\n}', IDS, KEPT, words=("CREATE UNIQUE INDEX CONCURRENTLY",)),
    Case("an index that changes", ("postgres",), 'index "i" {\n columns = [column.id]\n}', '# mercator:concurrently\nindex "i" {\n on {\n column = column.id\n desc = true\n }\n}', IDS, KEPT, words=("CREATE INDEX CONCURRENTLY",)),
    Case("a check", ("postgres",), "", '# mercator:not_valid\ncheck "k" {\n expr = "id > 0"\n}', IDS, KEPT, words=("NOT VALID", "VALIDATE CONSTRAINT")),
    Case("a foreign key", ("postgres",), f"{STRICT}\n{KEY}", f'{STRICT}\n{KEY}\n# mercator:not_valid\nforeign_key "f" {{\n columns = [column.c]\n ref_columns = [column.id]\n}}', PARENTS, KEPT, words=("NOT VALID", "VALIDATE CONSTRAINT")),
    Case("an index of a partitioned table", ("postgres",), "partition {\n type = HASH\n columns = [column.id]\n}", 'partition {\n type = HASH\n columns = [column.id]\n}\n# mercator:concurrently\nindex "i" {\n columns = [column.id]\n}', [], [], none=("CONCURRENTLY",)),
    Case("a way that there is only in PostgreSQL: an index", ELSEWHERE, "", '# mercator:concurrently\nindex "i" {\n columns = [column.id]\n}', IDS, KEPT, none=("CONCURRENTLY",)),
    Case("a way that there is only in PostgreSQL: a check", ELSEWHERE, "", '# mercator:not_valid\ncheck "k" {\n expr = "id > 0"\n}', IDS, KEPT, none=("NOT VALID",)),
]


def state(body, dialect):
    name = SCHEMA[dialect]
    return f'schema "{name}" {{\n}}\ntable "t" {{\n schema = schema.{name}\ncolumn "id" {{\n type = int\n}}\n{body}\n}}\n'


class Trial:
    """A case on one server."""

    def __init__(self, binary, folder, engine, case):
        self.binary, self.folder, self.engine, self.case = binary, folder, engine, case
        for name, body in (("old", case.old), ("new", case.new)):
            (folder / name).mkdir(exist_ok=True)
            (folder / name / "schema.hcl").write_text(state(body, engine.dialect))
        (folder / "empty").mkdir(exist_ok=True)
        (folder / "empty" / "schema.hcl").write_text("" if engine.dialect == "postgres" else f'schema "{SCHEMA[engine.dialect]}" {{\n}}\n')

    def plan(self, name, source):
        argv = [self.binary, "plan", str(self.folder / name), "--from", f"file://{self.folder / source}", "--dialect", self.engine.dialect, "--format", "json"]
        return json.loads(run(argv))["statements"]

    def findings(self):
        argv = [self.binary, "lint", str(self.folder / "new"), "--from", f"file://{self.folder / 'old'}", "--dialect", self.engine.dialect, "--format", "json"]
        return {finding["code"] for finding in json.loads(finished(argv).stdout)}

    def carry_out(self, role, statements):
        self.engine.execute(role, [s["text"] for s in statements])

    def named(self, sql):
        return sql.format(t="app.t" if self.engine.dialect == "postgres" else "t")

    def hold(self, with_rows):
        engine, case = self.engine, self.case
        steps = self.plan("new", "old")
        text = "\n".join(s["text"] for s in steps)
        for word in case.words:
            if word not in text:
                raise Failed(f"the plan has no {word}: {text}")
        for word in case.none:
            if word in text:
                raise Failed(f"the plan has {word}: {text}")
        if (found := self.findings() & CLAIMS) != (told := {c for c in case.told if engine.dialect == "postgres" or not c.startswith("PG")}):
            raise Failed(f"lint says {sorted(found)}, and not {sorted(told)}")
        [want] = engine.catalogs("b", [("making the desired state", [s["text"] for s in self.plan("new", "empty")])])
        engine.fresh("a")
        self.carry_out("a", self.plan("old", "empty"))
        if with_rows:
            engine.execute("a", [self.named(row) for row in case.rows])
        self.carry_out("a", steps)
        if (got := engine.catalog("a")) != want:
            raise Failed(f"catalogs differ: {[x for x in want if x not in got]} {[x for x in got if x not in want]}")
        for query, values in case.shown if with_rows else []:
            if (got := engine.counts("a", [self.named(query)])) != [tuple(map(str, values))]:
                raise Failed(f"{query}: {got}, and not {values}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--dialect", choices=SERVERS, help="only this server")
    opts = parser.parse_args()
    binary = str(pathlib.Path(opts.bin).resolve())
    n_passed = n_failed = 0
    for name, (dialect, variable) in SERVERS.items():
        if opts.dialect and name != opts.dialect:
            continue
        if variable and not os.environ.get(variable):
            print(f"{name}: skipped, {variable} is not set")
            continue
        with tempfile.TemporaryDirectory(prefix="plan_rollouts_") as work:
            engine = Engine(dialect, os.environ.get(variable or "", ""), work)
            for case in (case for case in CASES if dialect in case.dialects):
                for with_rows in (True, False):
                    try:
                        Trial(binary, pathlib.Path(work), engine, case).hold(with_rows)
                        n_passed += 1
                    except Failed as error:
                        n_failed += 1
                        print(f"{name}, {case.name}, {'with' if with_rows else 'without'} rows: {error}", flush=True)
            engine.close()
    print(f"{n_passed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
