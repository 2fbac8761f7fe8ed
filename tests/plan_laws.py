#!/usr/bin/env python3
"""Laws of plans, held against real servers with generated schemas.

    plan_laws.py --bin PATH [--dialect D] [--pairs N] [--seed S] [--jobs N] [--seconds N]
    plan_laws.py --write FOLDER [--pairs N] [--seed S]

For each pair of states A and B, B being A with a few edits:

  a database brought to A and then by the plan A -> B has the catalog of one brought to B at once;
  the plan A -> A is empty;
  the reverse statements, where every statement has one, lead back to A;
  with rows in the tables of A, a statement of the plan A -> B that fails, or loses a row or a value, has a finding of lint;
  a counter that the plan starts gives out no value of these rows, and one of SQLite goes on where it was.

`--write` only writes the pairs, for `PLAN_PAIRS=FOLDER cargo test -p engine`: statements of single objects, in order, are the whole plan.

Servers come from TEST_POSTGRES15_URL, TEST_POSTGRES18_URL, TEST_MARIADB_URL and TEST_MYSQL_URL, on 127.0.0.1 only; a server that is
not given is skipped aloud. SQLite is Python's. A pair that fails is made smaller by leaving out edits, then printed with its seed.
Tables and what stands on them are generated here, all other objects by `plan_pieces/`. A plan that is refused is counted as such.
The last line is 'N passed, N failed'.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import random
import re
import sys
import tempfile
import time

import plan_pieces
from plan_engines import SERVERS, Engine, Failed, finished, run
from plan_pieces import mysql, postgres, sqlite

TYPES = {
    "postgres": ["int", "bigint", "smallint", "text", "varchar(40)", "varchar(80)", "numeric(10,2)", "boolean", "date", "timestamptz", "uuid", "jsonb", 'sql("int[]")'],
    "mysql": ["int", "bigint", "smallint", "text", "varchar(40)", "varchar(80)", "decimal(10,2)", "bool", "date", "datetime", "json", 'enum("a","b")', "tinyint", "blob"],
    "sqlite": ["int", "integer", "text", "varchar(40)", "real", "bool", "date", "datetime", "blob", "json"],
}
TYPES["mariadb"] = TYPES["mysql"]
PIECES = {d: {p.name: p for p in pieces} for d, pieces in (("postgres", postgres.PIECES), ("mysql", mysql.MYSQL), ("mariadb", mysql.MARIADB), ("sqlite", sqlite.PIECES))}
SCHEMA = {"postgres": "app", "mariadb": "plan_laws", "mysql": "plan_laws", "sqlite": "main"}


# ---- states ---------------------------------------------------------------------------------------------------------


def literal(kind):
    if kind.startswith(("int", "bigint", "smallint", "numeric", "decimal", "tinyint", "real")):
        return ["0", "1", "42"]
    if kind.startswith("varchar") or kind == "text":
        return ['"x"', '"it\'s"', '""']
    if kind.startswith("bool"):
        return ["true", "false"]
    return []


def new_column(rng, d, name):
    kind = rng.choice(TYPES[d])
    column = {"name": name, "type": kind, "null": rng.random() < 0.5, "default": None, "comment": None}
    values = literal(kind)
    if values and rng.random() < 0.4 and not (d in ("mysql", "mariadb") and kind == "text"):
        column["default"] = rng.choice(values)
    if d != "sqlite" and rng.random() < 0.2:
        column["comment"] = rng.choice(["a", 'say "it\'s"', "b\\c"])
    if d in ("mysql", "mariadb") and kind in ("int", "bigint", "smallint", "tinyint") and rng.random() < 0.3:
        column["unsigned"] = True
    return column


def new_table(rng, d, state, name):
    columns = [{"name": "id", "type": rng.choice(["int", "bigint"]) if d != "sqlite" else "integer", "null": False, "default": None, "comment": None}]
    columns += [new_column(rng, d, f"c{i}") for i in range(rng.randint(1, 5))]
    table = {"name": name, "columns": columns, "pk": rng.random() < 0.9, "indexes": {}, "uniques": {}, "checks": {}, "fks": {}, "comment": None}
    if table["pk"] and rng.random() < 0.4:
        table["columns"][0]["auto"] = True
    for i in range(rng.randint(0, 2)):
        add_index(rng, d, table, f"ix_{name}_{i}")
    if rng.random() < 0.4:
        add_check(rng, d, table, f"ck_{name}_0")
    return table


def indexable(d, table):
    bad = ("json", "jsonb", "text", "blob") if d in ("mysql", "mariadb") else ("json", "jsonb")
    return [c for c in table["columns"] if c["type"] not in bad]


def add_index(rng, d, table, name):
    columns = rng.sample(indexable(d, table), min(len(indexable(d, table)), rng.randint(1, 2)))
    index = {"on": [(c["name"], rng.random() < 0.3) for c in columns], "unique": rng.random() < 0.3, "where": None, "include": []}
    if d in ("postgres", "sqlite") and rng.random() < 0.25:
        index["where"] = f"{columns[0]['name']} IS NOT NULL"
    if d == "postgres" and rng.random() < 0.2:
        index["include"] = [c["name"] for c in table["columns"] if c not in columns][:1]
    table["indexes"][name] = index


def add_check(rng, d, table, name):
    numbers = [c for c in table["columns"] if c["type"].startswith(("int", "bigint", "smallint", "numeric", "decimal")) and not c.get("auto")]
    if numbers:
        table["checks"][name] = f"{rng.choice(numbers)['name']} > {rng.randint(0, 9)}"


def add_fk(rng, d, state, table, name):
    targets = [t for t in state["tables"].values() if t["pk"]]
    if not targets:
        return
    target = rng.choice(targets)
    key = target["columns"][0]
    fits = [c for c in table["columns"] if c["name"] != "id" and c["type"] == key["type"] and not c.get("unsigned")]
    if not fits:
        old = [c for c in table["columns"] if c["name"] == f"r_{name}"]
        column = {"name": f"r_{name}", "type": key["type"], "null": True, "default": None, "comment": None}
        table["columns"] = [c for c in table["columns"] if c not in old] + [column]
    else:
        column = rng.choice(fits)
    actions = ["NO_ACTION", "CASCADE", "RESTRICT"] + (["SET_NULL"] if column["null"] else [])
    table["fks"][name] = (column["name"], target["name"], rng.choice(actions))


def new_state(rng, d):
    state = {"dialect": d, "tables": {}, "enums": {}, "views": {}, "sequences": {}, "domains": {}, "triggers": {}, "policies": {}, "functions": {}, "pieces": {}}
    for piece in rng.sample(list(PIECES[d].values()), rng.randint(1, 4)):
        state["pieces"][piece.name] = plan_pieces.pick(piece, rng)
    for i in range(rng.randint(1, 4)):
        state["tables"][f"t{i}"] = new_table(rng, d, state, f"t{i}")
    if d == "postgres":
        state["enums"]["mood"] = ["sad", "ok"]
        state["domains"]["posint"] = {"check": "VALUE > 0", "default": None}
        state["sequences"]["seq"] = {"start": 1, "increment": 1}
        if rng.random() < 0.6:
            t = rng.choice(list(state["tables"].values()))
            t["columns"].append({"name": "mood", "type": "enum.mood", "null": True, "default": rng.choice([None, '"ok"']), "comment": None})
    for i, t in enumerate(list(state["tables"].values())):
        if rng.random() < 0.5:
            add_fk(rng, d, state, t, f"fk_{t['name']}_{i}")
    for i in range(rng.randint(0, 2)):
        add_view(rng, state, f"v{i}")
    add_trigger(rng, state)
    return state


def add_view(rng, state, name):
    t = rng.choice(list(state["tables"].values()))
    columns = rng.sample(t["columns"], min(2, len(t["columns"])))
    state["views"][name] = (t["name"], [c["name"] for c in columns])


def add_trigger(rng, state):
    d = state["dialect"]
    if rng.random() < 0.5:
        return
    t = rng.choice(list(state["tables"].values()))
    state["triggers"]["tr"] = (t["name"], rng.choice(["insert", "update", "delete"]))
    if d == "postgres":
        state["functions"]["touch"] = rng.choice(["RETURN NEW;", "RETURN NULL;"])
        if rng.random() < 0.5:
            state["policies"]["pol"] = (t["name"], rng.choice(["SELECT", "ALL"]), rng.choice(["true", "id > 0"]))


def consistent(state):
    """Takes away what names something that is gone."""
    d = state["dialect"]
    for t in state["tables"].values():
        t["columns"] = [c for c in t["columns"] if not c["type"].startswith("enum.") or c["type"].removeprefix("enum.") in state["enums"]]
    for t in state["tables"].values():
        names = {c["name"] for c in t["columns"]}
        usable = {c["name"] for c in indexable(d, t)}
        t["indexes"] = {n: i for n, i in t["indexes"].items() if all(c in usable for c, _ in i["on"]) and all(c in names for c in i["include"])}
        numbers = {c["name"] for c in t["columns"] if c["type"].startswith(("int", "bigint", "smallint", "numeric", "decimal")) and not c["type"].startswith("interval")}
        t["checks"] = {n: e for n, e in t["checks"].items() if e.split()[0] in numbers}
        fks = {}
        for n, (c, target, action) in t["fks"].items():
            column = next((x for x in t["columns"] if x["name"] == c), None)
            far = state["tables"].get(target)
            if column and far and far["pk"] and far["columns"][0]["type"] == column["type"] and not column.get("unsigned") and (action != "SET_NULL" or column["null"]):
                fks[n] = (c, target, action)
        t["fks"] = fks
        # MySQL refuses checks over columns that the server itself changes.
        if d in ("mysql", "mariadb"):
            changed = {c for c, _, action in fks.values()} | {c["name"] for c in t["columns"] if c.get("auto")}
            t["checks"] = {n: e for n, e in t["checks"].items() if e.split()[0] not in changed}
    state["views"] = {n: v for n, v in state["views"].items() if v[0] in state["tables"] and all(any(c["name"] == x for c in state["tables"][v[0]]["columns"]) for x in v[1])}
    for kind in ("triggers", "policies"):
        state[kind] = {n: v for n, v in state[kind].items() if v[0] in state["tables"]}
    return state


def copy(state):
    return json.loads(json.dumps(state))


EDITS = ["add_table", "drop_table", "add_column", "drop_column", "type", "null", "default", "comment", "index", "drop_index", "index_change", "check", "check_change", "fk", "drop_fk", "fk_change", "pk", "view", "drop_view", "trigger", "enum", "domain", "sequence", "function", "policy", "auto"]
EDITS += ["piece"] * len(EDITS)


def edit(state, name, seed):
    """One edit; may do nothing where it does not fit."""
    rng, d = random.Random(seed), state["dialect"]
    tables = list(state["tables"].values())
    t = rng.choice(tables) if tables else None
    if name == "piece":
        edit_piece(state["pieces"], PIECES[d], rng)
    elif name == "add_table":
        new = f"n{seed % 1000}"
        state["tables"][new] = new_table(rng, d, state, new)
    elif t is None:
        return
    elif name == "drop_table":
        del state["tables"][t["name"]]
    elif name == "add_column":
        t["columns"].append(new_column(rng, d, f"a{seed % 1000}"))
    elif name == "drop_column" and len(t["columns"]) > 2:
        t["columns"].remove(rng.choice(t["columns"][1:]))
    elif name in ("type", "null", "default", "comment"):
        c = rng.choice(t["columns"][1:])
        if name == "type" and not c["type"].startswith("enum."):
            fresh = new_column(rng, d, c["name"])
            c.update(type=fresh["type"], default=fresh["default"])
            c.pop("unsigned", None)
        elif name == "null":
            c["null"] = not c["null"]
        elif name == "default" and literal(c["type"]) and not (d in ("mysql", "mariadb") and c["type"] == "text"):
            c["default"] = rng.choice([None, *literal(c["type"])])
        elif name == "comment" and d != "sqlite":
            rng.choice([c, t])["comment"] = rng.choice([None, "new", "it's"])
    elif name == "index":
        add_index(rng, d, t, f"ix_{seed % 1000}")
    elif name == "drop_index" and t["indexes"]:
        del t["indexes"][rng.choice(list(t["indexes"]))]
    elif name == "index_change" and t["indexes"]:
        add_index(rng, d, t, rng.choice(list(t["indexes"])))
    elif name == "check":
        add_check(rng, d, t, f"ck_{seed % 1000}")
    elif name == "check_change" and t["checks"]:
        add_check(rng, d, t, rng.choice(list(t["checks"])))
    elif name == "fk":
        add_fk(rng, d, state, t, f"fk_{seed % 1000}")
    elif name == "drop_fk" and t["fks"]:
        del t["fks"][rng.choice(list(t["fks"]))]
    elif name == "fk_change" and t["fks"]:
        add_fk(rng, d, state, t, rng.choice(list(t["fks"])))
    elif name == "pk" and not t["columns"][0].get("auto"):
        t["pk"] = not t["pk"]
    elif name == "auto" and t["pk"]:
        t["columns"][0]["auto"] = not t["columns"][0].get("auto")
    elif name == "view":
        add_view(rng, state, f"v{seed % 3}")
    elif name == "drop_view" and state["views"]:
        del state["views"][rng.choice(list(state["views"]))]
    elif name == "trigger":
        state["triggers"].clear()
        add_trigger(rng, state)
    elif d == "postgres" and name == "enum":
        values = state["enums"].get("mood", [])
        if len(values) > 2 and rng.random() < 0.5:
            values.pop()
        else:
            values.insert(rng.randint(0, len(values)), f"e{seed % 1000}")
        if "ok" not in values:
            values.append("ok")
    elif d == "postgres" and name == "domain":
        state["domains"]["posint"] = {"check": rng.choice(["VALUE > 0", "VALUE > 1"]), "default": rng.choice([None, "5"])}
    elif d == "postgres" and name == "sequence":
        state["sequences"]["seq"] = {"start": rng.randint(1, 5), "increment": rng.choice([1, 2, 5])}
    elif d == "postgres" and name == "function" and state["functions"]:
        state["functions"]["touch"] = rng.choice(["RETURN NEW;", "RETURN OLD;", "RETURN NULL;"])
    elif d == "postgres" and name == "policy":
        state["policies"] = {} if state["policies"] else {"pol": (t["name"], rng.choice(["SELECT", "ALL"]), "id > 1")}


def edit_piece(picks, pieces, rng):
    """Takes one away, adds one, or varies one."""
    name = rng.choice(list(picks) if picks and rng.random() < 0.8 else list(pieces))
    if name not in picks:
        picks[name] = plan_pieces.pick(pieces[name], rng)
    elif rng.random() < 0.15:
        del picks[name]
    else:
        picks[name] = plan_pieces.vary(pieces[name], rng, picks[name])


# ---- HCL ------------------------------------------------------------------------------------------------------------


def quoted(text):
    return json.dumps(text)


def hcl(state):
    d, s = state["dialect"], SCHEMA[state["dialect"]]
    out = [f'schema "{s}" {{\n}}']
    for n, values in state["enums"].items():
        out.append(f'enum "{n}" {{\n  schema = schema.{s}\n  values = {json.dumps(values)}\n}}')
    for n, domain in state["domains"].items():
        default = f'\n  default = {domain["default"]}' if domain["default"] else ""
        out.append(f'domain "{n}" {{\n  schema = schema.{s}\n  type = int\n  null = true{default}\n  check "pos" {{\n    expr = "{domain["check"]}"\n  }}\n}}')
    for n, q in state["sequences"].items():
        out.append(f'sequence "{n}" {{\n  schema = schema.{s}\n  start = {q["start"]}\n  increment = {q["increment"]}\n}}')
    for n, body in state["functions"].items():
        out.append(f'function "{n}" {{\n  schema = schema.{s}\n  lang = PLpgSQL\n  return = trigger\n  as = "BEGIN {body} END"\n}}')
    for t in state["tables"].values():
        out.append(table_hcl(d, s, t))
    for n, (t, columns) in state["views"].items():
        q = '\\"' if d == "postgres" else "`"
        names = ", ".join(f"{q}{c}{q}" for c in columns)
        far = t if d == "sqlite" else f"{s}.{t}"
        out.append(f'view "{n}" {{\n  schema = schema.{s}\n  as = "SELECT {names} FROM {far}"\n}}')
    for n, (t, event) in state["triggers"].items():
        body = '  execute {\n    function = function.touch\n  }' if d == "postgres" else '  as = "BEGIN SELECT 1; END"' if d == "sqlite" else '  as = "SET @laws = 1"'
        out.append(f'trigger "{n}" {{\n  on = table.{t}\n  after {{\n    {event} = true\n  }}\n  foreach = ROW\n{body}\n}}')
    for n, (t, command, using) in state["policies"].items():
        out.append(f'policy "{n}" {{\n  on = table.{t}\n  for = {command}\n  to = ["PUBLIC"]\n  using = "{using}"\n}}')
    out += [PIECES[d][n].hcl(picks) for n, picks in state["pieces"].items()]
    return "\n".join(out) + "\n"


def table_hcl(d, s, t):
    lines = [f'table "{t["name"]}" {{', f"  schema = schema.{s}"]
    if t["comment"]:
        lines.append(f'  comment = {quoted(t["comment"])}')
    for c in t["columns"]:
        lines += [f'  column "{c["name"]}" {{', f'    null = {str(c["null"]).lower()}', f'    type = {c["type"]}']
        if c["default"] is not None:
            lines.append(f'    default = {c["default"]}')
        if c["comment"]:
            lines.append(f'    comment = {quoted(c["comment"])}')
        if c.get("unsigned"):
            lines.append("    unsigned = true")
        if c.get("auto"):
            lines.append("    identity {\n      generated = BY_DEFAULT\n    }" if d == "postgres" else "    auto_increment = true")
        lines.append("  }")
    if t["pk"]:
        lines.append("  primary_key {\n    columns = [column.id]\n  }")
    for n, i in t["indexes"].items():
        lines.append(f'  index "{n}" {{')
        if i["unique"]:
            lines.append("    unique = true")
        for c, desc in i["on"]:
            lines.append(f"    on {{\n      column = column.{c}\n      desc = {str(desc).lower()}\n    }}")
        if i["where"]:
            lines.append(f'    where = {quoted(i["where"])}')
        if i["include"]:
            lines.append("    include = [" + ", ".join(f"column.{c}" for c in i["include"]) + "]")
        lines.append("  }")
    for n, e in t["checks"].items():
        lines.append(f'  check "{n}" {{\n    expr = {quoted(e)}\n  }}')
    for n, (c, target, action) in t["fks"].items():
        lines.append(f'  foreign_key "{n}" {{\n    columns = [column.{c}]\n    ref_columns = [table.{target}.column.id]\n    on_delete = {action}\n  }}')
    return "\n".join([*lines, "}"])


# ---- laws -----------------------------------------------------------------------------------------------------------


def written(work, a, b):
    """The paths of two states."""
    paths = []
    for name, text in (("a", a), ("b", b)):
        os.makedirs(os.path.join(work, "hcl", name), exist_ok=True)
        paths.append(os.path.join(work, "hcl", name, "schema.hcl"))
        with open(paths[-1], "w", encoding="utf-8") as h:
            h.write(text)
    return paths


def plan(binary, work, d, a, b):
    old, new = written(work, a, b)
    return json.loads(run([binary, "plan", new, "--from", f"file://{old}", "--dialect", d, "--format", "json"]))["statements"]


def uncast(lines):
    """A check that has been through a type of more digits keeps casts to it, which change nothing."""
    return [re.sub(r"\(+(\w+)\)::(?:numeric|double precision)", r"\1", x).replace("(", "").replace(")", "") if " CHECK " in x else x for x in lines]


def plain_defaults(lines):
    """A default that is a text literal keeps the type that the column had when it was set; the value is the same."""
    return [re.sub(r"('(?:[^']|'')*')::(?:character varying|character|bpchar|text)\b", r"\1", x) if x.startswith("column ") else x for x in lines]


def differ(phase, want, got):
    want, got = plain_defaults(want), plain_defaults(got)
    if want != got:
        raise Failed(f"catalogs differ after {phase}:\n      " + "\n      ".join([f"- {x}" for x in want if x not in got] + [f"+ {x}" for x in got if x not in want]))


def check(binary, engine, a, b, work):
    """Raises what is wrong with a pair; returns why its plan is refused, if it is."""
    d = engine.dialect
    empty = f'schema "{SCHEMA[d]}" {{\n}}\n' if d != "postgres" else ""
    text_a, text_b = hcl(a), hcl(b)
    sql = lambda statements: [s["text"] for s in statements]
    start = plan(binary, work, d, empty, text_a)
    if plan(binary, work, d, text_a, text_a):
        raise Failed("the plan to itself is not empty")
    try:
        steps = plan(binary, work, d, text_a, text_b)
    except Failed as error:
        refusal = re.search(r"error: (?:\S+:\d+:\d+: )?(.*(?:is not supported|reordering enum).*)", str(error))
        if refusal:
            return re.sub(r'"[^"]*"|\d+', "_", refusal.group(1))
        raise
    phases = [("making A", sql(start)), ("the plan", sql(steps))]
    if d != "sqlite" and all(s["reverse"] for s in steps):
        phases.append(("the way back", [x for s in reversed(steps) for x in s["reverse"]]))
    before, after, *again = engine.catalogs("a", phases)
    [want] = engine.catalogs("b", [("making B", sql(plan(binary, work, d, empty, text_b)))])
    # A state that does not say where a counter goes on leaves it where it is.
    if d not in ("postgres", "sqlite"):
        silent = {x.split(":")[0] for x in want if "ENGINE=" in x and "AUTO_INCREMENT=" not in x}
        after = [re.sub(r" AUTO_INCREMENT=\d+", "", x) if x.split(":")[0] in silent else x for x in after]
    differ("the plan", want, after)
    if again:
        differ("the way back", uncast(before), uncast(again[0]))
    hold_rows(binary, engine, a, b, work, sql(start), sql(steps))
    return None


VALUES = [
    (("int", "bigint", "smallint", "tinyint", "numeric", "decimal", "real"), ["5", "7"]),
    (("varchar", "text"), ["'p'", "'a longer text than forty characters, so that it does not fit'"]),
    (("bool",), ["true", "false"]),
    (("date", "timestamp"), ["'2020-01-01'", "'2021-01-01'"]),
    (("uuid",), ["'00000000-0000-0000-0000-000000000001'"] * 2),
    (("json",), ["'{}'", "'[]'"]),
    (('sql("int[]',), ["'{1}'", "'{2}'"]),
    (("enum.",), ["'ok'", "'sad'"]),
    (("enum(",), ["'a'", "'b'"]),
    (("blob",), ["'x'", "'y'"]),
]


def hold_rows(binary, engine, a, b, work, start, steps):
    """What a plan does to rows is in its findings."""
    d = engine.dialect
    quote = '"{}"' if d == "postgres" else "`{}`"
    shown = lambda t: f"app.{t}" if d == "postgres" else t
    rows, queries = [], []
    for t in a["tables"].values():
        for n in range(2):
            values = {c["name"]: str(n + 1) if c["name"] == "id" else next(v[n] for words, v in VALUES if c["type"].startswith(words)) for c in t["columns"] if c["name"] == "id" or n or not c["null"]}
            rows.append(f"INSERT INTO {shown(t['name'])} ({', '.join(map(quote.format, values))}) VALUES ({', '.join(values.values())})")
        if t["name"] in b["tables"]:
            kept = {c["name"] for c in b["tables"][t["name"]]["columns"]}
            counted = ", ".join(f"count({quote.format(c['name'])})" for c in t["columns"] if c["name"] in kept)
            queries.append(f"SELECT count(*), {counted} FROM {shown(t['name'])}")
    engine.fresh("rows")
    engine.execute("rows", start)
    engine.fill("rows", rows)
    counted = {n for n, t in a["tables"].items() if n in b["tables"] and b["tables"][n]["columns"][0].get("auto")}
    counters = {n for n in counted if a["tables"][n]["columns"][0].get("auto")}
    if d == "sqlite":
        engine.fill("rows", [f"UPDATE sqlite_sequence SET seq = 9 WHERE name = '{n}'" for n in counters])
    before = engine.counts("rows", queries)
    done, error = engine.carried_out("rows", steps)
    old, new = written(work, hcl(a), hcl(b))
    out = finished([binary, "lint", new, "--from", f"file://{old}", "--dialect", d, "--format", "json"]).stdout
    findings = {f.get("statement") for f in json.loads(out)}
    # SQLite copies the rows of a table that is made anew; what makes the copy fail is said of the statement that makes it.
    causes = {done}
    if steps[done:] and steps[done].startswith("INSERT INTO `new_"):
        causes.add(max(at for at, s in enumerate(steps[:done]) if s.startswith("CREATE TABLE `new_")))
    if error and not causes & findings:
        raise Failed(f"with rows, a statement without finding: {error[:700]}: {steps[done]}")
    if not error:
        hold_counters(engine, counters if d == "sqlite" else counted - counters)
    if not error and not findings and (after := engine.counts("rows", queries)) != before:
        raise Failed(f"a plan without findings loses rows or values: {before} to {after}")


def hold_counters(engine, tables):
    """Nobody gets a value twice."""
    queries = []
    if engine.dialect == "postgres":
        queries = [f"SELECT nextval(pg_get_serial_sequence('app.{t}', 'id')) > coalesce(max(id), 0) FROM app.{t}" for t in tables]
    elif engine.dialect == "sqlite":
        # A table that took none of the rows had no counter; the copy of no rows makes one that is at 0.
        queries = [f"SELECT coalesce(min(seq), 0) IN (0, 9) FROM sqlite_sequence WHERE name = '{t}'" for t in tables]
    for query in queries:
        if engine.counts("rows", [query]) not in ([("t",)], [("1",)]):
            raise Failed(f"with rows, a counter gives out a value that there was: {query}")


def evolved(a, edits):
    b = copy(a)
    for name, seed in edits:
        edit(b, name, seed)
    return consistent(b)


def smaller(a, edits):
    """Each pair with an edit, or a piece of the old state, left out."""
    for i in range(len(edits)):
        yield a, edits[:i] + edits[i + 1 :]
    for kind in ("pieces", "tables", "views", "triggers", "policies", "enums", "domains", "sequences"):
        for name in a[kind]:
            fewer = copy(a)
            del fewer[kind][name]
            yield consistent(fewer), edits


def held(*args):
    """Why a pair breaks a law, and whether it was refused."""
    try:
        return None, check(*args)
    except Failed as error:
        return error, None


def pair(dialect, seed):
    """The old state, and the edits that lead to the new one."""
    rng = random.Random(seed)
    a = consistent(new_state(rng, dialect))
    return a, [(rng.choice(EDITS), rng.randrange(10**9)) for _ in range(rng.randint(1, 6))]


def write_pairs(folder, seeds):
    for dialect in PIECES:
        for seed in seeds:
            a, edits = pair(dialect, seed)
            own = os.path.join(folder, dialect, str(seed))
            os.makedirs(own, exist_ok=True)
            for name, state in (("a.hcl", a), ("b.hcl", evolved(a, edits))):
                with open(os.path.join(own, name), "w", encoding="utf-8") as h:
                    h.write(hcl(state))


def one(binary, engine, seed, work):
    """What came of a pair: nothing, a refusal, or what is wrong with it."""
    a, edits = pair(engine.dialect, seed)
    error, refusal = held(binary, engine, a, evolved(a, edits), work)
    if not error:
        return refusal, None
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for fewer_a, fewer in smaller(a, edits):
            try:
                other, _ = held(binary, engine, fewer_a, evolved(fewer_a, fewer), work)
            except (KeyError, IndexError, ValueError):
                continue
            if other:
                a, edits, error, is_smaller = fewer_a, fewer, other, True
                break
    lines = [f"FAIL {engine.dialect} seed {seed}, edits {[e for e, _ in edits]}", f"    {error}"]
    for s in plan_or_nothing(binary, work, engine.dialect, hcl(a), hcl(evolved(a, edits))):
        lines.append(f"    {s['text'][:400]}")
    return None, "\n".join(lines)


def plan_or_nothing(*args):
    try:
        return plan(*args)
    except Failed:
        return []


def worker(binary, dialect, url, seeds, deadline):
    """The pairs of some seeds: how many were tried, the refusals and the failures."""
    refusals, failures, tried = collections.Counter(), [], 0
    with tempfile.TemporaryDirectory(prefix="plan_laws_") as work:
        engine = Engine(dialect, url, work)
        try:
            for seed in seeds:
                if deadline and time.monotonic() > deadline:
                    break
                refusal, failure = one(binary, engine, seed, work)
                tried += 1
                if refusal:
                    refusals[refusal] += 1
                if failure:
                    failures.append(failure)
                    print(failure, flush=True)
        finally:
            engine.close()
    return tried, refusals, failures


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bin")
    p.add_argument("--write", metavar="FOLDER", help="write the pairs, and run nothing")
    p.add_argument("--dialect", choices=SERVERS, help="only this server")
    p.add_argument("--pairs", type=int, default=100)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--jobs", type=int, default=2, help="pairs at a time")
    p.add_argument("--seconds", type=float, help="begin no pair of a server after this time")
    opts = p.parse_args()
    if opts.write:
        write_pairs(opts.write, range(opts.seed, opts.seed + opts.pairs))
        return 0
    if not opts.bin:
        p.error("--bin is missing")
    binary = os.path.abspath(opts.bin)
    passed = failed = 0
    for name, (dialect, variable) in SERVERS.items():
        if opts.dialect and name != opts.dialect:
            continue
        if variable and not os.environ.get(variable):
            print(f"{name}: skipped, {variable} is not set")
            continue
        deadline = time.monotonic() + opts.seconds if opts.seconds else None
        parts = [range(opts.seed + job, opts.seed + opts.pairs, opts.jobs) for job in range(opts.jobs)]
        url = os.environ.get(variable or "", "")
        with concurrent.futures.ProcessPoolExecutor(opts.jobs) as pool:
            results = [r.result() for r in [pool.submit(worker, binary, dialect, url, part, deadline) for part in parts]]
        tried = sum(r[0] for r in results)
        refusals = sum((r[1] for r in results), collections.Counter())
        bad = sum(len(r[2]) for r in results)
        print(f"{name}: seeds {opts.seed} to {opts.seed + opts.pairs - 1}, {tried} pairs: {tried - bad} passed, {bad} failed, {sum(refusals.values())} of those passed were refused", flush=True)
        for refusal, count in refusals.most_common():
            print(f"    refused {count}: {refusal}")
        passed, failed = passed + tried - bad, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
