"""Real servers for tests: databases that are emptied, brought to a state and asked what is in them.

A role is a database of its own, such as the one that is led through a plan and the one that it is compared with. A connection to it
stays open for the time of the test, and forgets what a plan did to the session before it carries out the next one.
"""

import os
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import urllib.parse

import connect

SERVERS = {
    "postgres15": ("postgres", "TEST_POSTGRES15_URL"),
    "postgres18": ("postgres", "TEST_POSTGRES18_URL"),
    "mariadb": ("mariadb", "TEST_MARIADB_URL"),
    "mysql": ("mysql", "TEST_MYSQL_URL"),
    "sqlite": ("sqlite", None),
}


class Failed(Exception):
    """A program or the engine said no, or two catalogs differ."""


def given(only=None):
    """The servers that are given, each with a folder to work in: name, engine, folder. One that is not given is skipped aloud."""
    for name, (dialect, variable) in SERVERS.items():
        if only not in (None, name):
            continue
        if variable and not os.environ.get(variable):
            print(f"{name}: skipped, {variable} is not set")
            continue
        with tempfile.TemporaryDirectory(prefix="plan_engines_") as work:
            engine = Engine(dialect, os.environ.get(variable or "", ""), work)
            yield name, engine, pathlib.Path(work)
            engine.close()


PG_CATALOG = r"""
WITH n AS (SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('app', 'far')),
     t AS (SELECT c.*, nspname FROM pg_class c JOIN n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'm'))
SELECT concat_ws(' ', 'schema', nspname, obj_description(oid, 'pg_namespace')) FROM n
UNION ALL SELECT concat_ws(' ', 'table', relname, relkind, relpersistence, relreplident, relrowsecurity, relforcerowsecurity, ARRAY(SELECT unnest(reloptions) ORDER BY 1), relispartition,
  pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid), obj_description(oid, 'pg_class')) FROM t
UNION ALL SELECT concat_ws(' ', 'column', relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
  pg_get_expr(adbin, adrelid), attcollation::regcollation, col_description(t.oid, attnum), 'from',
  (SELECT concat_ws(' ', seqstart, seqincrement, seqtypid::regtype) FROM pg_sequence WHERE seqrelid = pg_get_serial_sequence(quote_ident(nspname) || '.' || quote_ident(relname), attname)::regclass))
  FROM t JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = t.oid AND adnum = attnum
UNION ALL SELECT concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(c.oid), obj_description(c.oid, 'pg_constraint'))
  FROM t JOIN pg_constraint c ON conrelid = t.oid WHERE contype <> 'n'
UNION ALL SELECT concat_ws(' ', pg_get_indexdef(indexrelid), obj_description(indexrelid, 'pg_class')) FROM t JOIN pg_index ON indrelid = t.oid
UNION ALL SELECT concat_ws(' ', 'type', typname, typtype, (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = p.oid),
  format_type(nullif(typbasetype, 0), typtypmod), typnotnull, typdefault, (SELECT rngsubtype::regtype FROM pg_range WHERE rngtypid = p.oid), obj_description(p.oid, 'pg_type'))
  FROM pg_type p JOIN n ON n.oid = typnamespace WHERE typtype IN ('e', 'd', 'r')
UNION ALL SELECT concat_ws(' ', 'composite', typname, attname, format_type(atttypid, atttypmod), obj_description(p.oid, 'pg_type'))
  FROM pg_type p JOIN n ON n.oid = typnamespace JOIN pg_class c ON c.oid = typrelid AND relkind = 'c' LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT concat_ws(' ', 'domain check', conname, pg_get_constraintdef(c.oid)) FROM pg_constraint c JOIN n ON n.oid = connamespace WHERE contypid <> 0 AND contype <> 'n'
UNION ALL SELECT concat_ws(' ', 'view', relname, relkind, ARRAY(SELECT unnest(reloptions) ORDER BY 1), pg_get_viewdef(c.oid), obj_description(c.oid, 'pg_class')) FROM pg_class c JOIN n ON n.oid = relnamespace WHERE relkind IN ('v', 'm')
UNION ALL SELECT concat_ws(' ', 'sequence', relname, seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle, obj_description(seqrelid, 'pg_class'),
  (SELECT concat_ws(' ', 'owned', deptype, refobjid::regclass, attname) FROM pg_depend d JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
   WHERE classid = 'pg_class'::regclass AND objid = seqrelid AND d.refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')))
  FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid JOIN n ON n.oid = relnamespace
UNION ALL SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(g.oid), obj_description(g.oid, 'pg_trigger')) FROM pg_trigger g JOIN pg_class c ON c.oid = tgrelid JOIN n ON n.oid = relnamespace WHERE NOT tgisinternal
UNION ALL SELECT concat_ws(' ', 'policy', polname, polrelid::regclass, polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), obj_description(p.oid, 'pg_policy'))
  FROM pg_policy p JOIN t ON t.oid = polrelid
UNION ALL SELECT concat_ws(' ', 'routine', CASE WHEN prokind = 'a' THEN concat_ws(' ', proname, pg_get_function_arguments(p.oid), proparallel,
  (SELECT concat_ws(' ', aggtransfn, aggtranstype::regtype, agginitval) FROM pg_aggregate WHERE aggfnoid = p.oid)) ELSE pg_get_functiondef(p.oid) END, obj_description(p.oid, 'pg_proc'))
  FROM pg_proc p JOIN n ON n.oid = pronamespace WHERE NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype IN ('e', 'i'))
UNION ALL SELECT concat_ws(' ', 'extension', extname, extnamespace::regnamespace, obj_description(oid, 'pg_extension')) FROM pg_extension
UNION ALL SELECT concat_ws(' ', 'event trigger', evtname, evtevent, evttags, evtfoid::regproc, obj_description(oid, 'pg_event_trigger')) FROM pg_event_trigger
ORDER BY 1;
"""
PG_EMPTY = r"""
SET client_min_messages = error;
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT evtname FROM pg_event_trigger LOOP EXECUTE format('DROP EVENT TRIGGER %I', r.evtname); END LOOP;
  FOR r IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION %I CASCADE', r.extname); END LOOP;
END $$;
DROP SCHEMA IF EXISTS app, far, s, old CASCADE;
"""


def finished(argv, stdin=None):
    """The program once it is done. It gets a second try, as a busy machine may let it stand still for a while."""
    for is_last in (False, True):
        try:
            return subprocess.run(argv, input=stdin, capture_output=True, text=True, timeout=120)
        except subprocess.TimeoutExpired as error:
            if is_last:
                raise Failed(str(error)) from None


def run(argv, stdin=None):
    p = finished(argv, stdin)
    if p.returncode:
        raise Failed(f"exit {p.returncode}: {(p.stderr or p.stdout).strip()[:1500]}")
    return p.stdout


class Engine:
    def __init__(self, dialect, url, work):
        self.dialect, self.work, self.url = dialect, work, urllib.parse.urlsplit(url) if url else None
        self.prefix, self.sessions = f"laws_{os.getpid()}", {}
        if self.url and self.url.hostname != "127.0.0.1":
            raise Failed("not a loopback server")

    def client(self, db):
        """The client program, for what reads its output."""
        if self.dialect == "postgres":
            return ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url._replace(path="/" + (db or "postgres")).geturl(), "-f", "-"]
        return ["mariadb", "--default-character-set=utf8mb4", "-N", "-B", "--raw", "-h", "127.0.0.1", "-P", str(self.url.port), "-uroot", *([db] if db else [])]

    def connection(self, db):
        if self.dialect == "postgres":
            return connect.Postgres(self.url._replace(path="/" + (db or "postgres")).geturl())
        return connect.MySql(self.url.port, db)

    def fresh(self, role):
        """An empty database."""
        name = f"{self.prefix}_{role}"
        if self.dialect == "sqlite":
            path = os.path.join(self.work, role)
            if os.path.exists(path):
                os.remove(path)
        elif self.dialect == "postgres":
            if role in self.sessions:
                self.sessions[role].ask(PG_EMPTY)
            else:
                self.administer(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
                self.sessions[role] = self.connection(name)
        else:
            if role not in self.sessions:
                self.sessions[role] = self.connection(None)
            for sql in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}", f"USE {name}"):
                self.sessions[role].ask(sql)

    def administer(self, *statements):
        session = self.connection(None)
        for s in statements:
            session.ask(s)
        session.close()

    def close(self):
        for session in self.sessions.values():
            session.close()
        if self.sessions:
            # A server may still be busy with the end of the session.
            force = " WITH (FORCE)" if self.dialect == "postgres" else ""
            self.administer(*(f"DROP DATABASE {self.prefix}_{role}{force}" for role in self.sessions))

    def local(self, sql):
        """The statement in the database that the connection is in."""
        return sql if self.dialect in ("postgres", "sqlite") else sql.replace("`plan_laws`.", "").replace("plan_laws.", "")

    def execute(self, role, statements):
        done, error = self.carried_out(role, statements)
        if error:
            raise Failed(f"{error}: {statements[done]}")

    def carried_out(self, role, statements):
        """How many statements were carried out, and why not the next one. Each call is a session of its own."""
        if self.dialect == "sqlite":
            session = sqlite3.connect(os.path.join(self.work, role), isolation_level=None)
        else:
            session = self.sessions[role]
            session.reset()
        try:
            for at, s in enumerate(statements):
                if self.dialect == "sqlite":
                    session.execute(s)
                elif self.dialect == "postgres" or not s.startswith(("CREATE DATABASE", "DROP DATABASE")):
                    session.ask(self.local(s))
        except (sqlite3.Error, connect.Refused) as error:
            return at, str(error)
        finally:
            if self.dialect == "sqlite":
                session.close()
        return len(statements), None

    def fill(self, role, statements):
        """Puts in the rows that fit."""
        for s in statements:
            if self.dialect == "sqlite":
                self.carried_out(role, [s])
                continue
            try:
                self.sessions[role].ask(self.local(s))
            except connect.Refused:
                pass

    def counts(self, role, queries):
        if self.dialect == "sqlite":
            con = sqlite3.connect(os.path.join(self.work, role))
            try:
                return [tuple(map(str, con.execute(q).fetchone())) for q in queries]
            finally:
                con.close()
        return [row for q in queries for row in self.ask(role, self.local(q))]

    def ask(self, role, query):
        try:
            return self.sessions[role].ask(query)
        except connect.Refused as error:
            raise Failed(f"{error}: {query}") from None

    def catalogs(self, role, phases):
        """The catalogs of a new database after each phase."""
        self.fresh(role)
        found = []
        for phase, sql in phases:
            try:
                self.execute(role, sql)
            except Failed as error:
                raise Failed(f"{phase}: {error}") from None
            found.append(self.catalog(role))
        return found

    def catalog(self, role):
        if self.dialect == "sqlite":
            return self.sqlite_catalog(role)
        if self.dialect == "postgres":
            return [line for (line,) in self.ask(role, PG_CATALOG)]
        return self.mysql_catalog(role)

    def mysql_catalog(self, role):
        db, lines = f"{self.prefix}_{role}", []
        for table, _ in self.ask(role, "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'"):
            [(_, shown)] = self.ask(role, f"SHOW CREATE TABLE `{table}`")
            lines += [f"{table}: {x.strip().rstrip(',')}" for x in shown.splitlines()]
        for query in (
            f"SELECT 'view', table_name, check_option, security_type, REPLACE(view_definition, '{db}', 'db') FROM information_schema.views WHERE table_schema = '{db}'",
            "SELECT 'routine', routine_type, routine_name, dtd_identifier, routine_definition, is_deterministic, sql_data_access, security_type, routine_comment, "
            "(SELECT GROUP_CONCAT(CONCAT_WS(' ', parameter_mode, parameter_name, p.dtd_identifier) ORDER BY ordinal_position) FROM information_schema.parameters p "
            f"WHERE p.specific_schema = routine_schema AND p.specific_name = routine_name AND ordinal_position > 0) FROM information_schema.routines WHERE routine_schema = '{db}'",
            f"SELECT 'trigger', trigger_name, action_timing, event_manipulation, event_object_table, action_statement FROM information_schema.triggers WHERE trigger_schema = '{db}'",
        ):
            lines += ["\t".join(row) for row in self.ask(role, query)]
        return sorted(lines)

    def sqlite_catalog(self, role):
        con = sqlite3.connect(os.path.join(self.work, role))
        lines = []
        for kind, name, sql in con.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").fetchall():
            # The server writes new names in quotes.
            sql = re.sub(r"\s+", " ", re.sub(r'["`]', "", sql))
            if kind != "table":
                lines.append(sql)
                continue
            lines += [f"{name}: {x}" for x in map(str, con.execute(f"SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('{name}')").fetchall())]
            lines += [f"{name}: fk {x}" for x in map(str, con.execute(f"SELECT \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list('{name}')").fetchall())]
            lines += [f"{name}: {x}" for x in re.findall(r"CONSTRAINT \w+ CHECK \([^()]*\)|AUTOINCREMENT|WITHOUT ROWID|STRICT", sql)]
        con.close()
        return sorted(lines)
