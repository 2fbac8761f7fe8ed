#!/usr/bin/env python3
"""The cases of tests/cases/plan, held against real servers.

    plan_table.py [--server NAME] [--case TEXT] [--xtask PATH]

`cargo xtask plan-table --json` gives each case with the statements between its states, and those that make each state from nothing.
A database is led through the states of a case; after each its catalog has to be that of a database which was brought to the state at
once. Where every statement of a step has a reverse, it is undone and made again.

Servers come from the variables that plan_laws.py names, on 127.0.0.1 only; one that is not given is skipped aloud. SQLite is Python's.
Databases are named plan_table_*, and `app`, `other`, … on MySQL. The last line is 'N passed, N failed'.
"""

import argparse
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import connect
from plan_engines import SERVERS, Engine, Failed, run

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Much faster than another database.
PG_BARE = r"""
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT evtname FROM pg_event_trigger LOOP EXECUTE format('DROP EVENT TRIGGER %I', r.evtname); END LOOP;
  FOR r IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION %I CASCADE', r.extname); END LOOP;
  FOR r IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', r.nspname); END LOOP;
END $$;
CREATE SCHEMA public;
"""
# Names that the cases give to databases of MySQL.
DATABASES = ["app", "other", "extra", "extra_new", "one", "two"]


class Table(Engine):
    """A server with one database for the cases, and a catalog that shows all of it."""

    database = f"plan_table_{os.getpid()}"

    databases = DATABASES

    session = None

    def fresh(self, role):
        if self.dialect == "sqlite":
            super().fresh(role)
        elif self.dialect == "postgres":
            if not self.session:
                self.administer(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)", f"CREATE DATABASE {self.database}")
                self.session = self.connection(self.database)
            self.session.reset()
            self.session.ask(PG_BARE)
        else:
            self.session = self.session or self.connection(None)
            # Keys may lead from one to another.
            self.session.ask("SET foreign_key_checks = 0")
            for name in self.databases:
                self.session.ask(f"DROP DATABASE IF EXISTS `{name}`")

    def end(self):
        """Nothing is left behind."""
        if self.dialect == "postgres" and self.session:
            self.session.close()
            self.administer(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
        elif self.dialect in ("mysql", "mariadb"):
            self.fresh("")
            self.session.close()
        self.session = None

    def execute(self, role, statements):
        if self.dialect == "sqlite":
            super().execute(role, statements)
            return
        self.session.reset()
        for s in statements:
            self.lines(s)

    def lines(self, sql):
        """What the server answers, a row a line."""
        try:
            rows = self.session.ask(sql)
        except connect.Refused as error:
            raise Failed(f"{error}: {sql}") from None
        return "\n".join("\t".join(row) for row in rows).splitlines()

    def catalog(self, role):
        if self.dialect == "postgres":
            return self.postgres_catalog()
        if self.dialect == "sqlite":
            return self.sqlite_catalog(role)
        return self.mysql_catalog()

    def postgres_catalog(self):
        """What pg_dump writes, in pieces that do not depend on the order of columns."""
        url = self.url._replace(path=f"/{self.database}").geturl()
        text = run([self.dump(), "--schema-only", "--no-owner", "--no-sync", url])
        # PostgreSQL 18 names NOT NULL, and a table that was a partition keeps the name.
        text = re.sub(r"CONSTRAINT \w+_not_null NOT NULL", "NOT NULL", text)
        lines = [line.strip().rstrip(",") for line in text.splitlines()]
        skipped = ("--", "SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict")
        return sorted(line for line in lines if line and not line.startswith(skipped))

    def dump(self):
        """The pg_dump of a version that the server accepts."""
        if not hasattr(self, "_dump"):
            version = int(self.lines("SHOW server_version_num")[0]) // 10000
            found = glob.glob(f"/usr/lib/postgresql/{version}/bin/pg_dump") + [os.environ.get("PG_DUMP", ""), "pg_dump"]
            fits = [p for p in found if p and dump_version(p) >= version]
            if not fits:
                raise Failed(f"no pg_dump for version {version}: name one in PG_DUMP")
            self._dump = fits[0]
        return self._dump

    def mysql_catalog(self):
        """Which databases and tables there are, then all about them."""
        names = ", ".join(f"'{name}'" for name in self.databases)
        found = self.lines(f"SELECT 'DATABASE', schema_name, '' FROM information_schema.schemata WHERE schema_name IN ({names})")
        found += self.lines(
            f"SELECT 'TABLE', table_schema, table_name FROM information_schema.tables WHERE table_schema IN ({names}) AND table_type <> 'VIEW'"
        )
        queries = []
        for kind, schema, table in (line.split("\t") for line in found):
            queries.append(f"SHOW CREATE {kind} `{schema}`" + (f".`{table}`" if table else ""))
        for columns, source, where in (
            ("'view', table_schema, table_name, view_definition, check_option, security_type", "views", "table_schema"),
            ("'trigger', trigger_schema, trigger_name, event_manipulation, event_object_table, action_statement, action_timing, action_order", "triggers", "trigger_schema"),
            ("'routine', routine_schema, routine_name, routine_type, dtd_identifier, routine_definition, is_deterministic, sql_data_access, security_type, routine_comment", "routines", "routine_schema"),
            ("'argument', specific_schema, specific_name, ordinal_position, parameter_mode, parameter_name, dtd_identifier, character_set_name, collation_name", "parameters", "specific_schema"),
        ):
            queries.append(f"SELECT {columns} FROM information_schema.{source} WHERE {where} IN ({names})")
        if self.dialect == "mariadb":  # its SHOW CREATE TABLE leaves it out
            shown = "SELECT 'srid', g_table_schema, g_table_name, g_geometry_column, srid FROM information_schema.geometry_columns"
            queries.append(f"{shown} WHERE g_table_schema IN ({names})")
        lines, table = [], ""
        for line in (line for query in queries for line in self.lines(query)):
            table = line.split("\t")[0] if "\tCREATE TABLE" in line else table
            is_in_table = line.startswith((" ", ")"))
            line = re.sub(r" AUTO_INCREMENT=\d+", "", line.strip().rstrip(","))
            lines.append(f"{table}: {line}" if is_in_table else line)
        return sorted(lines)


def dump_version(path):
    try:
        return int(re.search(r"(\d+)", subprocess.run([path, "--version"], capture_output=True, text=True).stdout).group(1))
    except (OSError, AttributeError):
        return 0


def texts(outcome):
    return [s["text"] for s in outcome["statements"]]


def differ(want, got):
    if want != got:
        raise Failed("catalogs differ:\n      " + "\n      ".join([f"- {x}" for x in want if x not in got] + [f"+ {x}" for x in got if x not in want]))


def made(engine, outcome):
    engine.fresh("want")
    engine.execute("want", texts(outcome))
    return engine.catalog("want")


def check(engine, case):
    """Leads a database through the states; a refused step starts anew behind it."""
    states = [s for s in case["states"] if "statements" in s["fresh"]]
    wanted = [made(engine, s["fresh"]) for s in states]
    is_started = False
    for at, state in enumerate(states):
        step = state["step"]
        if not is_started or step is None or "refused" in step:
            engine.fresh("got")
            engine.execute("got", texts(state["fresh"]))
            is_started = True
            continue
        engine.execute("got", texts(step))
        differ(wanted[at], engine.catalog("got"))
        if step["statements"] and all(s["reverse"] for s in step["statements"]) and engine.dialect != "sqlite":
            engine.execute("got", [x for s in reversed(step["statements"]) for x in s["reverse"]])
            try:
                differ(wanted[at - 1], engine.catalog("got"))
            except Failed as error:
                raise Failed(f"undone, {error}") from None
            engine.execute("got", texts(step))


def cases(opts):
    command = [opts.xtask] if opts.xtask else ["cargo", "run", "--quiet", "-p", "xtask", "--"]
    env = dict(os.environ, CARGO_MANIFEST_DIR=os.path.join(ROOT, "lsp", "xtask"))
    done = subprocess.run([*command, "plan-table", "--json"], capture_output=True, text=True, cwd=ROOT, env=env)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--server", choices=SERVERS)
    p.add_argument("--case", default="", help="only cases that have this in 'block: case'")
    p.add_argument("--xtask", help="the built program, instead of `cargo run -p xtask`")
    opts = p.parse_args()
    everything = cases(opts)
    n_passed = n_failed = 0
    for name, (dialect, variable) in SERVERS.items():
        if opts.server and name != opts.server:
            continue
        url = os.environ.get(variable or "", "")
        if variable and not url:
            print(f"{name}: skipped, {variable} is not set")
            continue
        version = int("".join(filter(str.isdigit, name)) or 0)
        own = [c for c in everything if c["dialect"] == dialect and opts.case in f"{c['path']}: {c['case']}"]
        run_here = [c for c in own if c["states"] and not c["unproven"] and (c["version"] or 0) <= version]
        failed = 0
        with tempfile.TemporaryDirectory(prefix="plan_table_") as work:
            engine = Table(dialect, url, work)
            for case in run_here:
                try:
                    check(engine, case)
                except Failed as error:
                    failed += 1
                    print(f"FAIL {name} {case['path']}: {case['case']}\n    {error}", flush=True)
            engine.end()
        print(f"{name}: {len(run_here) - failed} passed, {failed} failed, {len(own) - len(run_here)} have nothing to run here", flush=True)
        n_passed, n_failed = n_passed + len(run_here) - failed, n_failed + failed
    print(f"{n_passed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
