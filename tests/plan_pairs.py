#!/usr/bin/env python3
"""Pairs of states that somebody thought of, held against real servers.

    plan_pairs.py --bin PATH [--server NAME] [--case TEXT]

Each file of tests/cases/pairs/DIALECT has two states and, if the tables have rows, the statements that put them in, with a line of
`---` between. A database that is brought to the first state and led to the second has to have the catalog of one that is brought
there at once, with rows and without; where every statement has a reverse, these lead back. A file that begins with `# fails` has rows
that make the plan fail, and one with `# refused` has no plan; lint has to tell the codes that follow.

Servers come from the variables that plan_laws.py names, on 127.0.0.1 only; one that is not given is skipped aloud. SQLite is Python's.
The last line is 'N passed, N failed'.
"""

import argparse
import json
import pathlib
import subprocess
import sys

from plan_engines import Failed, given

CASES = pathlib.Path(__file__).resolve().parent / "cases" / "pairs"


class Pair:
    def __init__(self, binary, dialect, folder, text):
        self.binary, self.dialect, self.folder = binary, dialect, folder
        first, *_ = text.split("\n")
        self.outcome, *self.codes = first[2:].split() if first.startswith(("# fails", "# refused", "# tells")) else ["works"]
        old, new, *rows = text.split("\n---\n")
        self.rows = [line for line in "".join(rows).splitlines() if line.strip()]
        for name, state in (("old", old), ("new", new)):
            (folder / f"{name}.hcl").write_text(state + "\n")

    def ask(self, command, to, start):
        argv = [self.binary, command, f"{to}.hcl", "--from", start, "--dialect", self.dialect, "--format", "json"]
        done = subprocess.run(argv, cwd=self.folder, capture_output=True, text=True)
        if done.returncode > 1 or not done.stdout:
            raise Failed(done.stderr.strip())
        return json.loads(done.stdout)

    def plan(self, to, start):
        return self.ask("plan", to, start)["statements"]


def texts(statements):
    return [s["text"] for s in statements]


def wrong(pair, engine):
    """What does not hold, or nothing."""
    if pair.outcome == "refused":
        try:
            pair.plan("new", "file://old.hcl")
        except Failed as error:
            return None if str(error).startswith("error: ") else str(error)
        return "there is a plan"
    told = {f["code"] for f in pair.ask("lint", "new", "file://old.hcl")}
    if not told >= set(pair.codes):
        return f"lint tells {sorted(told)}"
    make, steps = texts(pair.plan("old", "empty")), pair.plan("new", "file://old.hcl")
    if pair.plan("new", "file://new.hcl"):
        return "the plan of a state to itself is not empty"
    [wanted] = engine.catalogs("wanted", [("made at once", texts(pair.plan("new", "empty")))])
    # Rows of their own connection, so that the first round has none.
    for rows in [[], pair.rows][: 1 + bool(pair.rows)]:
        engine.fresh("led")
        engine.execute("led", make + rows)
        there = engine.catalog("led")
        done, error = engine.carried_out("led", texts(steps))
        if rows and pair.outcome == "fails":
            return None if error else "the plan does not fail"
        if error:
            return f"{error}: {steps[done]['text']}"
        if engine.catalog("led") != wanted:
            return f"got {sorted(set(engine.catalog('led')) - set(wanted))}, want {sorted(set(wanted) - set(engine.catalog('led')))}"
    if all(s["reverse"] or s["text"].startswith("PRAGMA") for s in steps):
        engine.execute("led", [back for s in reversed(steps) for back in s["reverse"]])
        if engine.catalog("led") != there:
            return f"back: got {sorted(set(engine.catalog('led')) - set(there))}, want {sorted(set(there) - set(engine.catalog('led')))}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--server")
    parser.add_argument("--case", default="")
    opts = parser.parse_args()
    binary = str(pathlib.Path(opts.bin).resolve())
    n_passed = n_failed = 0
    for name, engine, work in given(opts.server):
        folder = CASES / ("mysql" if engine.dialect == "mariadb" else engine.dialect)
        for case in sorted(path for path in folder.glob("*.txt") if opts.case in path.stem):
            place = work / case.stem
            place.mkdir()
            try:
                problem = wrong(Pair(binary, engine.dialect, place, case.read_text()), engine)
            except Failed as error:
                problem = str(error)
            n_passed, n_failed = n_passed + (not problem), n_failed + bool(problem)
            if problem:
                print(f"{name} {case.stem}: {problem[:600]}")
    print(f"{n_passed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
