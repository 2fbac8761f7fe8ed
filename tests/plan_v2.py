#!/usr/bin/env python3
"""The plan of an evolved schema against the list of what was evolved.

    plan_v2.py --bin PATH --generator GEN_SCHEMA [--tables 100,1000] [--seed 7]

GEN_SCHEMA is gen_schema.py of the shared tools: it writes a schema, a later version of it, and the list of changes between them.
The changes of `BIN plan --format json` have to be the list, no more and no less. On each server that plan_laws.py names, a database that
was brought to the first version and then by the plan to the second has to have the catalog of one brought to the second at once.
The last line is 'N passed, N failed'.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from plan_engines import SERVERS, Failed
from plan_table import Table, differ



class Server(Table):
    database = f"plan_v2_{os.getpid()}"


def for_mariadb(source, target):
    """The states of MySQL without what MariaDB does not have: collations of Unicode 9.0, and indexes of expressions."""
    for path in pathlib.Path(source).glob("v*/*.hcl"):
        text = path.read_text(encoding="utf-8").replace("utf8mb4_0900_ai_ci", "utf8mb4_general_ci")
        text = re.sub(r'\n  index "[^"]*" \{\n(?:    .*\n)*?      expr = .*\n(?:    .*\n)*  \}', "", text)
        copy = pathlib.Path(target, path.parent.name, path.name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")


def planned(binary, target, baseline, dialect):
    command = [binary, "plan", target, "--from", baseline, "--dialect", dialect, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr.strip())
    return json.loads(done.stdout)["statements"]


def told(path):
    """The list of the generator, in the form of `changes`."""
    with open(path, encoding="utf-8") as h:
        changes = json.load(h)["changes"]
    found = set()
    for c in changes:
        owner = f"{c['schema']}.{c['table'] or c['name']}"
        block = None if c["object"] in ("table", "enum") else c["object"]
        for field in c.get("fields") or [None]:
            own = field if c["object"] in ("column", "enum") else None
            found.add((c["op"], "enum" if c["object"] == "enum" else "table", owner, block, c["name"] if block else None, own))
    return found


def changes(statements):
    """What the plan changes. A piece that is dropped and made again is a change of it."""
    found = set()
    for change in (c for s in statements for c in s["changes"]):
        kind, owner = change["object"].split(" ", 1)
        part = change.get("part") or {}
        action = {"replace": "modify"}.get(change["action"], change["action"])
        found.add((action, kind, owner, part.get("block"), part.get("name"), part.get("attribute")))
    return found


def check_list(binary, folder, dialect):
    want = told(os.path.join(folder, "v2", "gen_changes.json"))
    got = changes(planned(binary, os.path.join(folder, "v2"), f"file://{folder}/v1", dialect))
    # MySQL makes an index for a foreign key that no other covers, under its name, and drops it when one does: the plan says so, the
    # generator, whose foreign keys end in _fkey, does not.
    got = {c for c in got if c in want or not (dialect == "mysql" and c[3] == "index" and c[4].endswith("_fkey"))}
    differ(sorted(map(str, want)), sorted(map(str, got)))
    return len(want)


def check_engine(binary, folder, engine):
    texts = lambda *args: [s["text"] for s in planned(binary, *args, engine.dialect)]
    v1, v2 = os.path.join(folder, "v1"), os.path.join(folder, "v2")
    texts_of = (path.read_text(encoding="utf-8") for path in pathlib.Path(folder).glob("v*/*.hcl"))
    engine.databases = sorted({name for text in texts_of for name in re.findall(r'^schema "([^"]+)"', text, re.M)})
    engine.fresh("got")
    engine.execute("got", texts(v1, "empty"))
    engine.execute("got", texts(v2, f"file://{v1}"))
    got = engine.catalog("got")
    engine.fresh("want")
    engine.execute("want", texts(v2, "empty"))
    want = engine.catalog("want")
    engine.end()
    differ(want, got)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bin", required=True)
    p.add_argument("--generator", required=True)
    p.add_argument("--tables", default="100,1000")
    p.add_argument("--seed", default="7")
    opts = p.parse_args()
    binary = os.path.abspath(opts.bin)
    n_passed = n_failed = 0

    def run(title, work):
        nonlocal n_passed, n_failed
        try:
            note = work()
            n_passed += 1
            print(f"{title}: passed" + (f", {note} changes" if note else ""), flush=True)
        except Failed as error:
            n_failed += 1
            print(f"{title}: FAIL {error}", flush=True)

    for tables in opts.tables.split(","):
        with tempfile.TemporaryDirectory(prefix="plan_v2_") as work:
            for dialect in ("postgres", "mysql", "sqlite"):
                folder = os.path.join(work, dialect)
                command = [sys.executable, opts.generator, "--tables", tables, "--seed", opts.seed, "--dialect", dialect, "--quiet"]
                subprocess.run([*command, "--out", f"{folder}/v1", "--to-v2", f"{folder}/v2"], check=True)
                run(f"{dialect}, {tables} tables: list", lambda: check_list(binary, folder, dialect))
            for name, (dialect, variable) in SERVERS.items():
                url = os.environ.get(variable or "", "")
                if variable and not url:
                    print(f"{name}: skipped, {variable} is not set")
                    continue
                folder = os.path.join(work, dialect)
                if dialect == "mariadb":
                    for_mariadb(os.path.join(work, "mysql"), folder)
                run(f"{name}, {tables} tables: applied", lambda: check_engine(binary, folder, Server(dialect, url, work)))
    print(f"{n_passed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
