#!/usr/bin/env python3
"""What lint claims about rows, held against real servers.

    lint_rows.py --bin PATH

For each code that says that a plan fails, or that something is lost: the bad example of its page is made, rows are put in, and the
plan is carried out. It has to do what the page says, and `mercator lint` has to report the code for it:

    fails    the plan does, because of the rows
    loses    what a query showed before is not there any more
    fills    a query counts one row with a value that nobody wrote
    breaks   a query of code that still runs worked before and fails now
    admits   a statement that was refused before is taken now

Servers come from TEST_POSTGRES15_URL, TEST_POSTGRES18_URL, TEST_MARIADB_URL and TEST_MYSQL_URL, on 127.0.0.1 only; one that is not
given is skipped aloud. SQLite is Python's. The last line is 'N passed, N failed'.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import lint_locks
from plan_engines import Failed, given

ALL = ("postgres", "mysql", "mariadb", "sqlite")
SERVER = ("postgres", "mysql", "mariadb")
MYSQLS = ("mysql", "mariadb")
# What the page says of another way than that of its example: the two bodies of the table.
INSTEAD = {"PG314": ("primary_key { columns = [column.id] }", "primary_key { columns = [column.id] }\nreplica_identity = NOTHING")}
PUBLISHED = "INSERT INTO {t} VALUES (1); DROP PUBLICATION IF EXISTS lint_rows; CREATE PUBLICATION lint_rows FOR TABLE {t}"
# Code, dialects, rows, what happens, and the statement that shows it. `{t}` stands for the name of the table in that dialect.
CASES = [
    ("MF101", ALL, "INSERT INTO {t} VALUES (1, 5), (2, 5)", "fails", None),
    ("MF102", ALL, "INSERT INTO {t} VALUES (1, 5), (2, 5)", "fails", None),
    ("MF103", ("postgres",), "INSERT INTO {t} VALUES (1)", "fails", None),
    ("MF104", SERVER, "INSERT INTO {t} VALUES (1, NULL)", "fails", None),
    ("LT101", ("sqlite",), "INSERT INTO {t} VALUES (1, NULL)", "fails", None),
    ("DS101", ("postgres",), "INSERT INTO old.t VALUES (1)", "loses", "SELECT count(*) FROM old.t"),
    ("DS102", ALL, "INSERT INTO {t} VALUES (1)", "loses", "SELECT count(*) FROM {t}"),
    ("DS103", ALL, "INSERT INTO {t} VALUES (1, 7)", "loses", "SELECT sum(a) FROM {t}"),
    ("BC101", ALL, "INSERT INTO {t} VALUES (1)", "breaks", "SELECT id FROM {t}"),
    ("BC102", ALL, "INSERT INTO {t} VALUES (1, 7)", "breaks", "SELECT a FROM {t}"),
    ("BC103", ALL, "INSERT INTO {t} VALUES (1)", "breaks", "SELECT id FROM {t}"),
    ("BC104", ALL, "INSERT INTO {t} VALUES (1, 7)", "breaks", "SELECT a FROM {t}"),
    ("CD101", SERVER, "INSERT INTO {u} VALUES (1)", "admits", "INSERT INTO {t} VALUES (9)"),
    ("CD102", ALL, "INSERT INTO {t} VALUES (1)", "admits", "INSERT INTO {t} VALUES (-1)"),
    ("CD103", SERVER, "INSERT INTO {t} VALUES (1)", "admits", "INSERT INTO {t} VALUES (1)"),
    ("MY101", MYSQLS, "INSERT INTO {t} VALUES (1)", "fills", "SELECT count(*) FROM {t} WHERE a = ''"),
    ("MY110", MYSQLS, "INSERT INTO {t} VALUES (1, 'b')", "fails", None),
    ("MY120", MYSQLS, "INSERT INTO {t} VALUES (1, 'b')", "fails", None),
    ("MY144", MYSQLS, "INSERT INTO {t} VALUES (-1)", "fails", None),
    ("MY145", MYSQLS, "INSERT INTO {t} VALUES (1)", "fails", None),
    ("MY146", ("mariadb",), "INSERT INTO {t} VALUES (1)", "loses", "SELECT id FROM {t} FOR SYSTEM_TIME ALL"),
    ("PG104", ("postgres",), "INSERT INTO {t} VALUES (1), (1)", "fails", None),
    ("PG105", ("postgres",), "INSERT INTO {t} VALUES (1), (1)", "fails", None),
    ("PG109", ("postgres",), "CREATE EXTENSION IF NOT EXISTS btree_gist; INSERT INTO {t} VALUES (1), (1)", "fails", None),
    ("PG303", ("postgres",), "INSERT INTO {t} VALUES (1, NULL)", "fails", None),
    ("PG304", ("postgres",), "INSERT INTO {t} VALUES (1, NULL)", "fails", None),
    ("PG305", ("postgres",), "INSERT INTO {t} VALUES (-1)", "fails", None),
    ("PG306", ("postgres",), "INSERT INTO {t} VALUES (1)", "fails", None),
    ("PG314", ("postgres",), PUBLISHED, "breaks", "UPDATE {t} SET id = 2"),
    ("narrower-type", SERVER, "INSERT INTO {t} VALUES (1, 'abcdefghijkl')", "fails", None),
    ("primary-key-added", ALL, "INSERT INTO {t} VALUES (1), (1)", "fails", None),
    ("foreign-key-added", SERVER, "INSERT INTO {t} VALUES (1)", "fails", None),
    ("check-added", ALL, "INSERT INTO {t} VALUES (-1)", "fails", None),
    ("exclusion-added", ("postgres",), "INSERT INTO {t} VALUES (1, '[1,3)'), (2, '[2,4)')", "fails", None),
    ("domain-narrowed", ("postgres",), "INSERT INTO {t} VALUES (-1)", "fails", None),
    ("partition-bounds", ("postgres",), "INSERT INTO {t} VALUES (70)", "fails", None),
    ("narrower-charset", MYSQLS, "INSERT INTO {t} VALUES (1, '漢')", "fails", None),
    ("unique-collation", MYSQLS, "INSERT INTO {t} VALUES (1, 'a'), (2, 'A')", "fails", None),
    ("strict-added", ("sqlite",), "INSERT INTO {t} VALUES (1, 'one')", "fails", None),
    ("enum-value-removed", ("postgres",), "INSERT INTO {t} VALUES ('b')", "fails", None),
]


class Case:
    def __init__(self, binary, folder, engine, code):
        self.binary, self.folder, self.engine = binary, folder, engine
        before, after = lint_locks.states((lint_locks.PAGES / f"{code}.md").read_text())
        if code in INSTEAD:
            before, after = (lint_locks.whole(body) for body in INSTEAD[code])
        name = {"postgres": "s", "sqlite": "main"}.get(engine.dialect, "plan_laws")
        for state, text in (("before", before), ("after", after)):
            (folder / state).mkdir(exist_ok=True)
            (folder / state / "schema.hcl").write_text(text.replace("schema.s\n", f"schema.{name}\n").replace('schema "s"', f'schema "{name}"'))

    def mercator(self, command, *args):
        argv = [self.binary, command, *args, "--dialect", self.engine.dialect, "--format", "json"]
        return json.loads(subprocess.run(argv, cwd=self.folder, capture_output=True, text=True, check=command == "plan").stdout)

    def plan(self, *args):
        return [s["text"] for s in self.mercator("plan", *args)["statements"]]

    def works(self, sql):
        try:
            self.engine.execute("rows", [sql])
        except Failed:
            return False
        return True


def held(binary, engine, code, rows, outcome, probe, folder):
    """What is wrong with the claim, or nothing."""
    case = Case(binary, folder, engine, code)
    named = lambda sql: sql.format(t="s.t", u="s.u") if engine.dialect == "postgres" else sql.format(t="t", u="u")
    engine.fresh("rows")
    engine.execute("rows", case.plan("before", "--from", "empty") + [named(rows)])
    steps = case.plan("after", "--from", "file://before")
    if probe and case.works(named(probe)) != (outcome not in ("admits", "fills")):
        return f"before the plan, {probe!r} is not as it should be"
    try:
        engine.execute("rows", steps)
        is_done = True
    except Failed:
        is_done = False
    if is_done == (outcome == "fails"):
        return "the plan " + ("does not fail" if is_done else "fails")
    if outcome == "fills":
        is_shown = engine.counts("rows", [named(probe)]) == [("1",)]
    else:
        is_shown = not probe or case.works(named(probe)) == (outcome == "admits")
    if not is_shown:
        return f"after the plan, {probe!r} is not as it should be"
    found = {f.get("code") for f in case.mercator("lint", "after", "--from", "file://before")}
    return None if code in found or code.startswith(("BC", "CD")) else f"lint reports {sorted(map(str, found))}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    binary = str(pathlib.Path(parser.parse_args().bin).resolve())
    n_passed = n_failed = 0
    for name, engine, work in given():
        for code, dialects, rows, outcome, probe in CASES:
            if engine.dialect not in dialects or (engine.dialect == "sqlite" and code == "BC102"):
                continue
            folder = work / code
            folder.mkdir()
            try:
                wrong = held(binary, engine, code, rows, outcome, probe, folder)
            except (Failed, subprocess.CalledProcessError) as error:
                wrong = f"{error} {getattr(error, 'stderr', '')}"
            n_passed, n_failed = n_passed + (not wrong), n_failed + bool(wrong)
            if wrong:
                print(f"{name} {code}: {wrong}")
    print(f"{n_passed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
