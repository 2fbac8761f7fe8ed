#!/usr/bin/env python3
"""The locks that the pages of lint claim, held against a real PostgreSQL.

    lint_locks.py --bin PATH

For each PG page under docs/findings/ that has a bad example: its first state is made, the plan to the second one is run in a
transaction, and while it is open pg_locks is read. The strongest lock on a table that was there has to be the one that `Locks`
begins with, and the table has to be written anew if the page says so, and only then.

Servers come from TEST_POSTGRES15_URL and TEST_POSTGRES18_URL, on 127.0.0.1 only; one that is not given is skipped aloud. The work is done
in a database of its own, `lint_locks`.
The last line is 'N passed, N failed'.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

# From weak to strong. https://www.postgresql.org/docs/current/explicit-locking.html
MODES = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"]
PAGES = pathlib.Path(__file__).resolve().parent.parent / "docs" / "findings"
SCHEMA = 'schema "s" {}\n'
DATABASE = "lint_locks"


def section(page, title):
    return re.search(rf"^## {title}\n(.*?)(?=^## |^Source: )", page, re.S | re.M).group(1).strip()


def states(page):
    """The two states of the bad example, as whole files."""
    bad = section(page, "Bad")
    texts = re.findall(r"```hcl\n(.*?)```", bad, re.S)
    before, after = {"From": texts, "Is added:": ["", *texts], "Is dropped:": [*texts, ""]}[bad.split("\n")[0]]
    if any(text.startswith(("table ", "schema ")) for text in (before, after)):
        return SCHEMA + before, SCHEMA + after
    return whole(before), whole(after)


def whole(body):
    """A file with a table that has a column `id`, and this."""
    return SCHEMA + 'table "t" {\n  schema = schema.s\n  column "id" { type = int }\n%s\n}\n' % body


def plan(program, folder, before, after):
    for name, text in (("before", before), ("after", after)):
        path = folder / name
        path.mkdir(exist_ok=True)
        (path / "schema.pg.hcl").write_text(text or "")
    command = [program, "plan", "after", "--from", "file://before" if before else "empty", "--format", "sql"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def psql(url, sql):
    command = ["psql", url, "-qAtX", "-v", "ON_ERROR_STOP=1"]
    done = subprocess.run(command, input=sql, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def observed(url, make, change):
    """The strongest lock on a table that was there, and whether one was written anew."""
    out = psql(url, f"""
SET client_min_messages = error;
DROP SCHEMA IF EXISTS s CASCADE;
DROP ACCESS METHOD IF EXISTS columnar;
CREATE ACCESS METHOD columnar TYPE TABLE HANDLER heap_tableam_handler;
CREATE EXTENSION IF NOT EXISTS btree_gist;
{make}
CREATE TEMP TABLE was AS SELECT oid, relfilenode FROM pg_class WHERE relnamespace = 's'::regnamespace AND relkind IN ('r', 'p');
BEGIN;
{change}
SELECT 'lock ' || mode FROM pg_locks JOIN was ON was.oid = relation WHERE pid = pg_backend_pid();
SELECT 'anew' FROM was JOIN pg_class USING (oid) WHERE was.relfilenode <> pg_class.relfilenode;
ROLLBACK;
DROP SCHEMA s CASCADE;
""")
    modes = [re.sub(r"(?<=.)([A-Z])", r" \1", word).upper() for word in re.findall(r"lock (\w+)Lock", out)]
    strongest = max(modes, key=MODES.index, default="Nothing")
    return strongest, "anew" in out.split()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    program = str(pathlib.Path(parser.parse_args().bin).resolve())
    n_passed, n_failed = 0, 0
    for name in ("TEST_POSTGRES15_URL", "TEST_POSTGRES18_URL"):
        url = os.environ.get(name)
        if not url:
            print(f"skipped: {name} is not set")
            continue
        server = urllib.parse.urlparse(url)
        if server.hostname != "127.0.0.1":
            sys.exit(f"{name} is not on 127.0.0.1")
        psql(url, f"DROP DATABASE IF EXISTS {DATABASE};\nCREATE DATABASE {DATABASE};")
        own = server._replace(path=f"/{DATABASE}").geturl()
        for path in sorted(PAGES.glob("PG*.md")):
            page = path.read_text()
            locks = section(page, "Locks")
            claimed = re.match(r"[A-Z]+( [A-Z]+)*(?= )|Nothing", locks).group(0)
            claims_anew = "written anew" in locks or "rewritten" in locks
            with tempfile.TemporaryDirectory() as folder:
                before, after = states(page)
                folder = pathlib.Path(folder)
                make = plan(program, folder, None, before)
                change = plan(program, folder, before, after)
            try:
                found, is_anew = observed(own, make, change)
            except RuntimeError as error:
                found, is_anew = f"error: {error}", claims_anew
            if (found, is_anew) == (claimed, claims_anew):
                n_passed += 1
            else:
                n_failed += 1
                print(f"{name} {path.stem}: the page says {claimed}, written anew {claims_anew}; the server {found}, {is_anew}")
        psql(url, f"DROP DATABASE {DATABASE};")
    print(f"{n_passed} passed, {n_failed} failed")
    sys.exit(1 if n_failed else 0)


if __name__ == "__main__":
    main()
