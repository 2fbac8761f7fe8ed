#!/usr/bin/env python3
"""What lint says of types that hold less, held against real servers.

    lint_types.py --bin PATH

For each pair of types of a dialect: a table with the greatest, the longest and some other values of the first one is made, and the
plan to the second one is carried out. If it fails, or the way back does not bring the values back, `narrower-type` has to be
reported; if it keeps all of them, and the types are of one kind, it must not be.

Servers come from TEST_POSTGRES15_URL, TEST_POSTGRES18_URL, TEST_MARIADB_URL and TEST_MYSQL_URL, on 127.0.0.1 only; one that is not
given is skipped aloud. SQLite is Python's. The last line is 'N passed, N failed'.
"""

import argparse
import json
import pathlib
import subprocess
import sys

from plan_engines import Failed, given

DATES = {"date": ["'2026-11-29'", "'9999-12-31'"], "time": ["'23:59:58'", "'838:59:59'"]}
POSTGRES = {
    "smallint": ["32767", "-32768"],
    "integer": ["2147483647", "-2147483648"],
    "bigint": ["9223372036854775807", "-9223372036854775808"],
    "numeric": ["1" + "0" * 400, "123456789012345678901234567890.12345678901234567890", "-0.5"],
    "numeric(4)": ["9999", "-9999"],
    "numeric(10,2)": ["99999999.99", "-99999999.99"],
    "numeric(12,2)": ["9999999999.99"],
    "numeric(20)": ["99999999999999999999"],
    "real": ["3.4028235e38", "0.1", "-1.1754944e-38"],
    "double precision": ["1.7e308", "0.1", "-2.2250738585072014e-308", "0.12345678901234567"],
    "text": ["repeat('x', 400)", "'it is'", "'007'"],
    "varchar(10)": ["'abcdefghij'", "'007'"],
    "varchar(300)": ["repeat('x', 300)"],
    "char(5)": ["'abcde'"],
    "date": DATES["date"],
    "time": ["'23:59:58.123456'"],
    "timestamp": ["'9999-12-31 12:59:58.123456'", "'2026-11-29 00:00:00'"],
    "timestamp(3)": ["'9999-12-31 12:59:58.123'"],
    "timestamptz": ["'2026-11-29 12:59:58.123456'"],
    "boolean": ["true", "false"],
}
MYSQL = {
    "tinyint": ["127", "-128"],
    "tinyint unsigned": ["255"],
    "smallint": ["32767", "-32768"],
    "int": ["2147483647", "-2147483648"],
    "int unsigned": ["4294967295"],
    "bigint": ["9223372036854775807", "9007199254740993", "-9223372036854775808"],
    "bigint unsigned": ["18446744073709551615"],
    "decimal(4)": ["9999", "-9999"],
    "decimal(10,2)": ["99999999.99", "-99999999.99"],
    "decimal(12,2)": ["9999999999.99", "-9999999999.99"],
    "decimal(20)": ["99999999999999999999"],
    "float": ["3.4e38", "0.1", "-1.17549e-38"],
    "double": ["1.7e308", "0.1", "-2.2250738585072014e-308", "0.12345678901234567"],
    "char(5)": ["'abcde'"],
    "varchar(10)": ["'abcdefghij'", "'007'"],
    "varchar(300)": ["repeat('x', 300)", "repeat('😀', 300)"],
    "tinytext": ["repeat('x', 255)"],
    "text": ["repeat('x', 65535)"],
    "mediumtext": ["repeat('x', 70000)"],
    "varbinary(10)": ["'abcdefghij'", "x'ff00'"],
    "blob": ["repeat('x', 65535)", "x'ff00'"],
    "date": DATES["date"],
    "time": DATES["time"],
    "datetime": ["'9999-12-31 12:59:58'", "'2026-11-29 00:00:00'"],
    "datetime(6)": ["'9999-12-31 12:59:58.123456'"],
    "timestamp": ["'2026-01-29 12:59:58'"],
    "enum('a','bcdefg')": ["'a'", "'bcdefg'"],
}
SQLITE = {
    "integer": ["9223372036854775807", "-1"],
    "real": ["1.5", "2.0", "1e300"],
    "text": ["'it is'", "'007'"],
    "blob": ["x'00ff'"],
}
TYPES = {"postgres": POSTGRES, "mysql": MYSQL, "mariadb": MYSQL, "sqlite": SQLITE}
KINDS = {
    "number": "smallint integer bigint numeric real double tinyint int decimal float boolean",
    "text": "text varchar char tinytext mediumtext enum",
    "bytes": "varbinary blob",
    "time": "date time datetime timestamp timestamptz",
}


def kind(data_type):
    word = data_type.replace("(", " ").split()[0]
    return next(kind for kind, words in KINDS.items() if word in words.split())


def is_told(outcome, told, is_same_kind):
    """Between kinds it depends on the rows: what fails has to be told, and what these rows pass may be."""
    if outcome == "fails":
        return any("might fail" in text for text in told)
    if outcome == "cuts":
        return bool(told)
    return outcome == "unknown" or not told or not is_same_kind


class Pairs:
    def __init__(self, binary, engine, folder, strict):
        self.binary, self.engine, self.folder, self.strict = binary, engine, folder, strict
        self.schema = {"postgres": "s", "sqlite": "main"}.get(engine.dialect, "plan_laws")
        self.table = "s.t" if engine.dialect == "postgres" else "t"

    def state(self, data_type):
        path = self.folder / "".join(c if c.isalnum() else "_" for c in data_type)
        if not path.exists():
            path.mkdir()
            strict = "  strict = true\n" if self.strict else ""
            (path / "schema.hcl").write_text(
                f'schema "{self.schema}" {{}}\ntable "t" {{\n  schema = schema.{self.schema}\n{strict}'
                f'  column "id" {{ type = int }}\n  column "a" {{\n    type = sql("{data_type}")\n    null = true\n  }}\n}}\n'
            )
        return path.name

    def ask(self, command, to, start):
        argv = [self.binary, command, to, "--from", start, "--dialect", self.engine.dialect, "--format", "json"]
        done = subprocess.run(argv, cwd=self.folder, capture_output=True, text=True)
        if done.returncode > 1 or not done.stdout:
            raise Failed(done.stderr.strip())
        return json.loads(done.stdout)

    def run(self, to, start):
        self.engine.execute("types", [s["text"] for s in self.ask("plan", to, start)["statements"]])

    def told(self, old, new):
        findings = self.ask("lint", self.state(new), f"file://{self.state(old)}")
        return [f["message"] for f in findings if f["code"] == "narrower-type"]

    def values(self):
        show = {"postgres": "a::text", "sqlite": "quote(a)"}.get(self.engine.dialect, "a")
        n = int(self.engine.counts("types", [f"SELECT count(*) FROM {self.table}"])[0][0])
        return [self.engine.counts("types", [f"SELECT {show} FROM {self.table} WHERE id = {at}"])[0] for at in range(n)]

    def outcome(self, old, new, values):
        """`fails`, `cuts` or `keeps`, and what shows it. Where the way back fails it is `unknown`."""
        self.engine.fresh("types")
        (before, after), table = (self.state(old), self.state(new)), self.table
        self.run(before, "empty")
        self.engine.execute("types", [f"INSERT INTO {table} VALUES ({at}, {value})" for at, value in enumerate(values)])
        there = self.values()
        try:
            self.run(after, f"file://{before}")
        except Failed as error:
            return "fails", str(error)
        changed = self.values()
        try:
            self.run(before, f"file://{after}")
        except Failed as error:
            return "unknown", f"the way back: {error}"
        back = self.values()
        return ("keeps" if back == there else "cuts"), f"{there} {changed} {back}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    binary = str(pathlib.Path(parser.parse_args().bin).resolve())
    n_passed = n_failed = 0
    for name, engine, work in given():
        types = TYPES[engine.dialect]
        for strict in (False, True) if engine.dialect == "sqlite" else (False,):
            folder = work / ("strict" if strict else "loose")
            folder.mkdir()
            pairs = Pairs(binary, engine, folder, strict)
            for old, new in ((old, new) for old in types for new in types if old != new):
                outcome, why = pairs.outcome(old, new, types[old])
                told = pairs.told(old, new)
                is_right = is_told(outcome, told, kind(old) == kind(new))
                n_passed, n_failed = n_passed + is_right, n_failed + (not is_right)
                if not is_right:
                    print(f"{name}: {old} -> {new} {outcome}, told {told}: {why[:300]}")
    print(f"{n_passed} passed, {n_failed} failed")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
