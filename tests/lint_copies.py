#!/usr/bin/env python3
"""What the MY pages of lint claim of a table, held against real servers.

    lint_copies.py --bin PATH

For each MY page under docs/findings/ that has a bad example: its first state is made, and each `ALTER TABLE` of the plan to the second is
asked for with the cheapest ALGORITHM and LOCK that the server accepts; a server refuses one that it cannot keep. The dearest over the
statements has to be the one that `Locks` of the page tells, for this server where it tells them apart:

  copied      ALGORITHM=COPY: nobody writes
  shared      in place, LOCK=SHARED: nobody writes
  rebuilt     in place, LOCK=NONE, and not instant
  metadata    instant, or in place without a rebuild where the server tells (NOCOPY of MariaDB)

Servers come from TEST_MYSQL_URL and TEST_MARIADB_URL, on 127.0.0.1 only; one that is not given is skipped aloud. The work is done in a
database of its own, `lint_copies`. The last line is 'N passed, N failed'.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from lint_locks import PAGES, section, states
from plan_engines import Engine, Failed, run

SERVERS = {"MySQL": ("mysql", "TEST_MYSQL_URL"), "MariaDB": ("mariadb", "TEST_MARIADB_URL")}
# From cheap to dear, and how each is asked for.
COSTS = ["metadata", "rebuilt", "shared", "copied"]
ASKED = {
    "mysql": [("metadata", "ALGORITHM=INSTANT"), ("rebuilt", "ALGORITHM=INPLACE, LOCK=NONE"), ("shared", "ALGORITHM=INPLACE, LOCK=SHARED"), ("copied", "ALGORITHM=COPY")],
    "mariadb": [
        ("metadata", "ALGORITHM=INSTANT"),
        ("metadata", "ALGORITHM=NOCOPY, LOCK=NONE"),
        ("rebuilt", "ALGORITHM=INPLACE, LOCK=NONE"),
        ("shared", "ALGORITHM=INPLACE, LOCK=SHARED"),
        ("copied", "ALGORITHM=COPY"),
    ],
}
WORDS = {"copied": "(`ALGORITHM=COPY`)", "rebuilt": "rebuilt in place", "shared": "Shared lock", "metadata": "Metadata"}


def claimed(locks, server):
    """What the page says of a server: of both in one sentence, or of each in a paragraph that begins with its name."""
    own = [p for p in locks.split("\n") if p.startswith(f"{server}:")]
    text = own[0] if own else locks
    found = [cost for cost, words in WORDS.items() if words in text]
    return found[0] if found else None


def expanded(hcl):
    """`"1", /* to */ "255"` stands for all numbers between the two."""
    numbers = lambda m: ", ".join(f'"{n}"' for n in range(int(m[1]), int(m[2]) + 1))
    return re.sub(r'"(\d+)", /\* to \*/ "(\d+)"', numbers, hcl)


def plan(program, folder, before, after, dialect):
    for name, text in (("before", before), ("after", after)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "schema.hcl").write_text(text or "")
    command = [program, "plan", "after", "--from", "file://before" if before else "empty", "--format", "json", "--dialect", dialect]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr.strip())
    return [s["text"].replace("`s`.", "") for s in json.loads(done.stdout)["statements"]]


def fill(engine):
    """A row in each table, so that a copy shows in the number of rows."""
    asked = "SELECT table_name, column_name, column_type, extra FROM information_schema.columns WHERE table_schema = 'lint_copies'"
    rows = {}
    for line in run(engine.client("lint_copies"), asked).splitlines():
        table, column, kind, extra = line.split("\t")
        if "GENERATED" not in extra:
            rows.setdefault(table, {})[column] = value(kind)
    for table, values in rows.items():
        columns = ", ".join(f"`{column}`" for column in values)
        run(engine.client("lint_copies"), f"INSERT INTO `{table}` ({columns}) VALUES ({', '.join(values.values())});")


def value(kind):
    if kind.startswith(("enum", "set")):
        return re.search(r"'[^']*'", kind)[0]
    return "ST_GeomFromText('POINT(1 1)')" if kind in ("geometry", "point") else "5"


def cost(engine, statement):
    """Runs the statement as cheaply as the server lets it."""
    match = re.match(r"(ALTER TABLE `[^`]+`) (.*)", statement, re.S)
    if not match:
        run(engine.client("lint_copies"), statement + ";")
        return "metadata"
    refused = []
    for cost, words in ASKED[engine.dialect]:
        comma = "" if match[2].startswith(("PARTITION BY", "REMOVE PARTITIONING")) else ","
        try:
            told = run([*engine.client("lint_copies"), "-vv"], f"{match[1]} {words}{comma} {match[2]};")
            # MariaDB takes any ALGORITHM for another engine or partitioning, and copies: then it counts the rows.
            return "copied" if re.search(r"Query OK, [1-9]\d* rows? affected", told) else cost
        except Failed as error:
            refused.append(str(error))
    raise Failed(refused[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    program = str(pathlib.Path(parser.parse_args().bin).resolve())
    n_passed, n_failed = 0, 0
    for server, (dialect, variable) in SERVERS.items():
        url = os.environ.get(variable)
        if not url:
            print(f"skipped: {variable} is not set")
            continue
        engine = Engine(dialect, url, "")
        for path in sorted(PAGES.glob("MY*.md")):
            page = path.read_text()
            claims = claimed(section(page, "Locks"), server)
            if f"({'MariaDB' if server == 'MySQL' else 'MySQL'})" in page.split("\n")[2]:
                continue
            with tempfile.TemporaryDirectory() as folder:
                try:
                    before, after = (expanded(text) for text in states(page))
                    make = plan(program, pathlib.Path(folder), None, before, dialect)
                    change = plan(program, pathlib.Path(folder), before, after, dialect)
                    run(engine.client(None), "DROP DATABASE IF EXISTS lint_copies; CREATE DATABASE lint_copies;")
                    for statement in (s for s in make if not s.startswith("CREATE DATABASE")):
                        run(engine.client("lint_copies"), statement + ";")
                    fill(engine)
                    found = max((cost(engine, s) for s in change), key=COSTS.index, default="metadata")
                except Failed as error:
                    found = f"error: {error}"
            if found == claims:
                n_passed += 1
            else:
                n_failed += 1
                print(f"{server} {path.stem}: the page says {claims}; the server {found}")
        run(engine.client(None), "DROP DATABASE IF EXISTS lint_copies;")
    print(f"{n_passed} passed, {n_failed} failed")
    sys.exit(1 if n_failed else 0)


if __name__ == "__main__":
    main()
