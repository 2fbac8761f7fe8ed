"""What PostgreSQL has beside plain tables."""

from . import Piece, block, column, words

COMMENT = [None, '"a"', '"it\'s \\"b\\""']


def table(name, *inner, schema="app", **values):
    return block(f'table "{name}"', *inner, schema=f"schema.{schema}", **values)


def key(*names):
    return block("primary_key", indent=1, columns=words(names))


def object_(kind, name, *inner, schema="app", **values):
    return block(f'{kind} "{name}"', *inner, schema=f"schema.{schema}", **values)


def schema(o):
    out = block('schema "far"', comment=o["comment"])
    out += table("far_base", column("id", "bigint"), column("code", "text"), key("id"), block('unique "far_code"', indent=1, columns=words(["code"])), schema="far")
    fk = lambda name, cols, ref: block(f'foreign_key "{name}"', indent=1, columns=words(cols), ref_columns=ref, on_delete=o["on_delete"], on_update=o["on_update"], deferrable=o["deferrable"])
    inner = [column("id", "bigint"), column("far_id", "bigint", null=True), column("code", "text", null=True), key("id")]
    if o["key"] == "id":
        inner.append(fk("near_far", ["far_id"], "[table.far_base.column.id]"))
    elif o["key"] == "code":
        inner.append(fk("near_far", ["code"], "[table.far_base.column.code]"))
    return out + table("near", *inner)


def composite(o):
    fields = [block(f'field "{n}"', indent=1, type=t) for n, t in o["fields"]]
    out = object_("composite", "address", *fields, comment=o["comment"])
    if o["used"] == "column":
        out += table("homes", column("id", "int"), column("home", "composite.address", null=True))
    elif o["used"] == "array":
        out += table("homes", column("id", "int"), column("homes", 'sql("app.address[]")', null=True))
    return out


def range_(o):
    out = ""
    if o["range"]:
        out += object_("range", "spans", subtype="float8", comment=o["comment"])
        if o["used"]:
            out += table("measured", column("id", "int"), column("span", "range.spans", null=True))
    return out


def domain(o):
    checks = [block(f'check "{n}"', indent=1, expr=f'"{e}"') for n, e in o["checks"].items()]
    out = object_("domain", "amount", *checks, type="int", null=o["null"], default=o["default"], comment=o["comment"])
    if o["used"]:
        out += table("amounts", column("id", "int"), column("amount", "domain.amount", null=o["null"]))
    return out


def enum(o):
    out = object_("enum", "phase", values=o["values"], comment=o["comment"])
    default = '"b"' if o["default"] else None
    if o["used"] == "column":
        out += table("phases", column("id", "int"), column("phase", "enum.phase", null=True, default=default), block('index "phases_phase"', indent=1, columns=words(["phase"])))
    elif o["used"] == "array":
        out += table("phases", column("id", "int"), column("phase", 'sql("app.phase[]")', null=True))
    elif o["used"] == "view":
        out += table("phases", column("id", "int"), column("phase", "enum.phase", null=True, default=default))
        out += object_("view", "phase_view", as_='"SELECT id, phase FROM app.phases"')
    return out


def identity(o):
    inner = []
    if o["kind"] == "identity":
        inner = [column("id", o["type"], block("identity", indent=2, generated=o["generated"], start=o["start"], increment=o["increment"]))]
    elif o["kind"] == "serial":
        inner = [column("id", {"int": "serial", "bigint": "bigserial", "smallint": "smallserial"}[o["type"]])]
    else:
        inner = [column("id", o["type"])]
    return table("numbered", *inner, column("other", "text", null=True), key("id"))


def generated(o):
    inner = [column("a", "int"), column("b", o["b"], null=True)]
    if o["made"] == "sum":
        inner.append(column("c", "int", block("as", indent=2, expr='"a + 1"', type="STORED"), null=True, comment=o["comment"]))
    elif o["made"] == "text":
        inner.append(column("d", "text", block("as", indent=2, expr='"(a)::text"', type="STORED"), null=True, comment=o["comment"]))
    elif o["made"] == "plain":
        inner.append(column("c", "int", null=True, comment=o["comment"]))
    return table("made", *inner)


def partitioned(o):
    kind, columns = o["kind"], o["columns"]
    inner = [column("id", "int"), column("day", "int"), *(column(c, "text", null=True) for c in columns)]
    if o["key"]:
        inner.append(key("id", "day"))
    if o["index"]:
        inner.append(block('index "parted_day"', indent=1, columns=words(["day"]), unique=None))
    inner.append(block("partition", indent=1, type=kind, columns=words(["day"])))
    out = table("parted", *inner, comment=o["comment"])
    for n in range(o["count"]):
        name = f"parted_{n}"
        inside = {
            "RANGE": block("range", indent=1, from_=f"[{n * 10 + o['shift']}]", to=f"[{n * 10 + 5 + o['shift']}]"),
            "LIST": block("list", indent=1, in_=f"[{n * 10 + o['shift']}, {n * 10 + 1 + o['shift']}]"),
            "HASH": block("hash", indent=1, modulus=3, remainder=n),
        }[kind]
        out += object_("partition", name, inside, of="table.parted")
    return out


def exclude(o):
    inner = [column("id", "int"), column("room", "int"), column("during", "tsrange"), column("live", "boolean")]
    if o["exclude"]:
        on = lambda c, op: block("on", indent=2, column=f"column.{c}", op=f'"{op}"')
        parts = [on("during", "&&")] + ([on("room", "=")] if o["room"] else [])
        inner.append(block('exclude "booked"', *parts, indent=1, type="GIST", where='"live"' if o["where"] else None, deferrable=o["deferrable"], comment=o["comment"]))
    return block('extension "btree_gist"', schema="schema.app", comment=o["extension_comment"]) + table("bookings", *inner)


def keys(o):
    inner = [column("a", "int"), column("b", "int"), column("c", "text", null=True), column("d", "int", null=True)]
    if o["pk"]:
        inner.append(block("primary_key", indent=1, columns=words(o["pk"]), include=words(["c"]) if o["pk_include"] else None, deferrable=o["pk_deferrable"], comment=o["comment"]))
    if o["unique"]:
        inner.append(block('unique "keys_u"', indent=1, columns=words(o["unique"]), nulls_distinct=o["nulls"], deferrable=o["u_deferrable"], comment=o["comment"]))
    if o["child"] and o["pk"] == ["a", "b"] and not o["pk_deferrable"]:
        # The child names the key, a reference to itself the same table.
        child = table("keys_child", column("x", "int", null=True), column("y", "int", null=True), block('foreign_key "keys_child_fk"', indent=1, columns=words(["x", "y"]), ref_columns="[table.keys.column.a, table.keys.column.b]", on_delete=o["on_delete"], on_update=o["on_update"], comment=o["comment"]))
    else:
        child = ""
    if o["self"] and o["unique"] == ["d"] and not o["u_deferrable"]:
        inner.append(block('foreign_key "keys_self"', indent=1, columns=words(["b"]), ref_columns=words(["d"])))
    return table("keys", *inner) + child


def cycle(o):
    fk = lambda n, c, t: block(f'foreign_key "{n}"', indent=1, columns=words([c]), ref_columns=f"[table.{t}.column.id]", on_delete=o["on_delete"])
    a, b = o["tables"]
    out = ""
    if a:
        out += table("ring_a", column("id", "int"), column("b_id", "int", null=True), key("id"), *([fk("ring_ab", "b_id", "ring_b")] if b and o["ab"] else []), *([fk("ring_aa", "b_id", "ring_a")] if o["aa"] else []))
    if b:
        out += table("ring_b", column("id", "int"), column("a_id", "int", null=True), key("id"), *([fk("ring_ba", "a_id", "ring_a")] if a and o["ba"] else []))
    return out


INDEXES = {
    "plain": lambda on, o: [on(column="column.n", desc=o["desc"], nulls_first=o["nulls_first"], nulls_last=None if o["nulls_first"] else o["nulls_last"])],
    "two": lambda on, o: [on(column="column.n"), on(column="column.t", desc=o["desc"])],
    "expr": lambda on, o: [on(expr='"lower(t)"')],
    "mixed": lambda on, o: [on(column="column.n"), on(expr='"(n + 1)"', desc=o["desc"])],
    "ops": lambda on, o: [on(column="column.t", ops="text_pattern_ops")],
    "GIN": lambda on, o: [on(column="column.j")],
    "GIN ops": lambda on, o: [on(column="column.j", ops="jsonb_path_ops")],
    "GIST": lambda on, o: [on(column="column.r")],
    "SPGIST": lambda on, o: [on(column="column.t")],
    "BRIN": lambda on, o: [on(column="column.n")],
    "HASH": lambda on, o: [on(column="column.t")],
}


def indexes(o):
    on = lambda **values: block("on", indent=2, **values)
    kind = o["index"]
    inner = [column("n", "int", null=True), column("t", "text", null=True), column("j", "jsonb", null=True), column("r", "int4range", null=True)]
    if kind:
        is_btree = kind[0].islower()
        where = '"n > 0"' if o["where"] else None
        inner.append(block(
            'index "indexed_i"', *INDEXES[kind](on, o), indent=1, type=None if is_btree else kind.split()[0],
            unique=True if is_btree and o["unique"] else None, nulls_distinct=False if is_btree and o["unique"] and o["nulls"] else None,
            include=words(["r"]) if is_btree and o["include"] else None, where=where, comment=o["comment"], page_per_range=32 if kind == "BRIN" and o["pages"] else None))
    return table("indexed", *inner)


def views(o):
    out = table("seen", column("id", o["id"]), column("name", o["name"], null=True), column("more", "int", null=True), key("id"))
    q = {"two": "SELECT id, name FROM app.seen", "where": "SELECT id, name FROM app.seen WHERE id > 1", "three": "SELECT id, name, more FROM app.seen", "star": "SELECT * FROM app.seen"}
    out += object_("view", "seen_v", block("security", indent=1, barrier=True) if o["barrier"] else "", as_=f'"{q[o["query"]]}"', check_option=o["check"], comment=o["comment"])
    if o["second"]:
        out += object_("view", "seen_a", as_=f'"SELECT {o["second"]} FROM app.seen_v"', depends_on="[view.seen_v]")
    if o["third"] and o["second"]:
        out += object_("view", "seen_0", as_='"SELECT count(*) AS n FROM app.seen_a"', depends_on="[view.seen_a]")
    if o["mat"]:
        index = block('index "seen_m_i"', indent=1, columns=words(["id"]), unique=o["mat_unique"]) if o["mat_index"] else ""
        out += object_("materialized", "seen_m", column("id", o["id"], null=True), column("name", o["name"], null=True), index, as_=f'"SELECT id, name FROM app.{o["mat"]}"', comment=o["comment"])
    if o["instead"] and o["query"] == "two":
        out += object_("function", "seen_instead", lang="PLpgSQL", return_="trigger", as_='"BEGIN RETURN NEW; END"')
        out += block('trigger "seen_tr"', block("instead_of", indent=1, insert=True), block("execute", indent=1, function="function.seen_instead"), on="view.seen_v", foreach="ROW")
    return out


def functions(o):
    arg = lambda n, t, d=None, mode=None: block(f'arg "{n}"', indent=1, type=t, default=d, mode=mode)
    out = ""
    body = {"int": "SELECT a + 1", "bigint": "SELECT (a + 1)::bigint"}[o["returns"]]
    out += object_("function", "plus", arg(o["arg"], "int", o["default"]), lang="SQL", return_=o["returns"], volatility=o["volatility"], strict=o["strict"], security=o["security"], parallel=o["parallel"], as_=f'"{body.replace("a", o["arg"], 1)}"', comment=o["comment"])
    if o["used"] == "check":
        out += table("plused", column("n", "int"), block('check "plused_c"', indent=1, expr='"app.plus(n) > 0"'))
    elif o["used"] == "default":
        out += table("plused", column("n", o["returns"], default='sql("app.plus(1)")'))
    elif o["used"] == "view":
        out += object_("view", "plus_v", as_='"SELECT app.plus(1) AS n"')
    if o["set"]:
        out += object_("function", "many", lang="SQL", return_set="int", as_=f'"SELECT generate_series(1, {o["set"]})"')
    if o["table"]:
        cols = "".join(block(f'column "{c}"', indent=2, type="int") for c in o["table"])
        out += object_("function", "rows", block("return_table", cols, indent=1), lang="SQL", as_=f'"SELECT {", ".join("1" for _ in o["table"])}"')
    return out


def overloads(o):
    out = ""
    for n, t in enumerate(o["types"]):
        arg = block('arg "a"', indent=1, type=t)
        out += block(f'function "over" "{n}"' if False else 'function "over"', arg, schema="schema.app", lang="SQL", return_="text", as_=f'"SELECT \'{o["body"]}\'::text"', comment=o["comment"])
    return out


def procedure(o):
    arg = lambda n, t, mode=None: block(f'arg "{n}"', indent=1, type=t, mode=mode)
    out = table("logged", column("n", "int", null=True))
    return out + object_("procedure", "log_it", *(arg(n, t) for n, t in o["args"]), lang=o["lang"], security=o["security"], comment=o["comment"], as_={"SQL": '"INSERT INTO app.logged VALUES (1);"', "PLpgSQL": '"BEGIN INSERT INTO app.logged VALUES (2); END"'}[o["lang"]])


def aggregate(o):
    arg = lambda n, t: block(f'arg "{n}"', indent=1, type=t)
    out = object_("function", "add_up", arg("state", "bigint"), arg("x", o["type"]), lang="SQL", return_="bigint", volatility="IMMUTABLE", as_=f'"SELECT state + x{o["body"]}"')
    out += object_("aggregate", "total", arg("x", o["type"]), state_type="bigint", state_func="function.add_up", initial_value=o["initial"], parallel=o["parallel"], comment=o["comment"])
    if o["view"]:
        out += object_("view", "totals", as_=f'"SELECT app.total(x) AS n FROM (VALUES (1::{o["type"]})) AS t (x)"')
    return out


def triggers(o):
    out = object_("function", "watch", lang="PLpgSQL", return_="trigger", as_=f'"BEGIN RETURN {o["returns"]}; END"')
    out += object_("function", "watch_2", lang="PLpgSQL", return_="trigger", as_='"BEGIN RETURN NULL; END"')
    out += table("watched", column("a", o["type"]), column("b", "text", null=True), *([column("c", "int", null=True)] if o["third"] else []))
    for n in range(o["count"]):
        events = {"insert": {"insert": True}, "update": {"update": True}, "of": {"update_of": "[table.watched.column.a]"}, "more": {"insert": True, "delete": True}}[o["event"]]
        row = o["level"] == "ROW" or o["deferrable"] is not None
        timing = "after" if o["deferrable"] or o["referencing"] else o["timing"]
        when = '"NEW.a > 1"' if o["when"] and row and o["event"] != "more" and o["type"] != "text" else None
        referencing = block("referencing", indent=1, new_table='"fresh"') if o["referencing"] and not o["deferrable"] and o["event"] in ("insert", "update") and not when else ""
        out += block(f'trigger "watch_{n}"', block(timing, indent=1, **events), block("execute", indent=1, function=f"function.{o['function']}", args='["x"]' if o["args"] else None), referencing, on="table.watched", foreach="ROW" if row else "STATEMENT", when=when, deferrable=o["deferrable"], comment=o["comment"])
    return out


def event_trigger(o):
    out = object_("function", "notice", lang="PLpgSQL", return_="event_trigger", as_='"BEGIN NULL; END"')
    if o["on"]:
        out += block('event_trigger "noticed"', on=o["on"], tags=o["tags"] if o["on"] != "table_rewrite" else None, execute="function.notice", comment=o["comment"])
    return out


def policies(o):
    inner = [column("id", "int"), column("owner", o["type"], null=True)]
    if o["enabled"] is not None:
        inner.append(block("row_security", indent=1, enabled=o["enabled"], enforced=o["enforced"]))
    out = table("guarded", *inner)
    for n in range(o["count"]):
        command = o["for"]
        out += block(f'policy "guard_{n}"', on="table.guarded", as_=o["as"], for_=command, to=o["to"], using=None if command == "INSERT" else '"id > 1"', check=o["check"] if command not in ("SELECT", "DELETE") else None, comment=o["comment"])
    return out


def sequence(o):
    out = table("counted", column("id", "bigint"), column("other", "bigint"))
    values = {k: o[k] for k in ("start", "increment", "cache", "cycle", "min_value", "max_value", "type", "comment")}
    owner = f'table.counted.column.{o["owner"]}' if o["owner"] else None
    return out + object_("sequence", "count_s", owner=owner, **values)


def storage(o):
    inner = [column("id", "int"), column("t", "text", collate=o["collate"], comment=o["comment"], default=o["default"], null=o["null"])]
    if o["fill"]:
        inner.append(block("storage_params", indent=1, fillfactor=o["fill"], autovacuum_enabled=o["vacuum"]))
    for name, expr in o["checks"].items():
        inner.append(block(f'check "{name}"', indent=1, expr=f'"{expr}"', comment=o["comment"]))
    return table("stored", *inner, unlogged=o["unlogged"], replica_identity=o["replica"], comment=o["comment"])


def renames(o):
    """Columns that were called otherwise, with what names them."""
    name = o["name"]
    old = None if name == "before" else '"before"'
    inner = [column("id", "int"), column(name, o["type"], null=o["null"], renamed_from=old), key("id")]
    if o["index"]:
        inner.append(block('index "renamed_i"', block("on", indent=2, column=f"column.{name}") if o["index"] == "column" else block("on", indent=2, expr=f'"({name} + 1)"'), indent=1, where=f'"{name} > 0"' if o["where"] else None))
    if o["check"]:
        inner.append(block('check "renamed_c"', indent=1, expr=f'"{name} > 1"'))
    if o["unique"]:
        inner.append(block('unique "renamed_u"', indent=1, columns=words([name])))
    out = table("renamed", *inner)
    if o["view"]:
        out += object_("view", "renamed_v", as_=f'"SELECT {name} AS n FROM app.renamed"')
    if o["child"] and o["unique"]:
        out += table("renamed_child", column("x", o["type"], null=True), block('foreign_key "renamed_fk"', indent=1, columns=words(["x"]), ref_columns=f"[table.renamed.column.{name}]"))
    return out


def moved(o):
    """Tables and a view whose names move on: what was `moved_a` is `moved_b`, and what was `moved_b` is `moved_c`."""
    a, b, view = ("moved_a", "moved_b", "moved_v") if o["names"] == "first" else ("moved_b", "moved_c", "moved_w")
    was = lambda old: f"# mercator:renamed_from {old}\n" if o["names"] != "first" else ""
    foreign = block('foreign_key "moved_f"', indent=1, columns=words(["x"]), ref_columns=f"[table.{b}.column.id]") if o["key"] else ""
    counted = {"serial": lambda n: column(n, "serial"), "identity": lambda n: column(n, "int", block("identity", indent=2))}.get(o["counted"], lambda n: column(n, "int"))
    y = "y" if o["names"] == "first" else "z"
    unique = key("id") if o["primary"] else block('unique "moved_u"', indent=1, columns=words(["id"]))
    out = was("moved_a") + table(a, counted("id"), column("x", o["type"], null=True), foreign)
    out += was("moved_b") + table(b, column("id", o["type"]), was("y") + counted(y), unique)
    if o["view"]:
        out += was("moved_v") + object_("view", view, as_=f'"SELECT {a}.x{o["more"]} AS n FROM app.{a} JOIN app.{b} ON {a}.x = {b}.id"')
    if o["policy"]:
        out += block('policy "moved_p"', on=f"table.{a}", for_="SELECT", to="[PUBLIC]", using=f'"x > 0{o["more"]}"')
    return out


ACTIONS = [None, "NO_ACTION", "CASCADE", "RESTRICT", "SET_NULL"]
DEFERRABLE = [None, None, "INITIALLY_IMMEDIATE", "INITIALLY_DEFERRED"]
FLAG = [False, True]

PIECES = [
    Piece("schema", {"comment": COMMENT, "key": [None, "id", "code"], "on_delete": ACTIONS, "on_update": ACTIONS, "deferrable": DEFERRABLE}, schema),
    Piece("composite", {"fields": [[("street", "text")], [("street", "text"), ("city", "text")], [("street", "varchar(20)"), ("zip", "int")], [("zip", "int")]], "comment": COMMENT, "used": [None, "column", "array"]}, composite),
    Piece("range", {"range": FLAG, "used": FLAG, "comment": COMMENT}, range_),
    Piece("domain", {"checks": [{}, {"pos": "VALUE > 0"}, {"pos": "VALUE > 1"}, {"pos": "VALUE > 0", "small": "VALUE < 100"}], "null": FLAG, "default": [None, 5, 6], "comment": COMMENT, "used": FLAG}, domain),
    Piece("enum", {"values": ['["a", "b"]', '["a", "b", "c"]', '["a", "x", "b"]', '["b"]', '["b", "c"]'], "comment": COMMENT, "default": FLAG, "used": [None, "column", "array", "view"]}, enum),
    Piece("identity", {"kind": ["identity", "serial", "plain"], "type": ["int", "bigint", "smallint"], "generated": ["ALWAYS", "BY_DEFAULT"], "start": [None, 1, 10], "increment": [None, 1, 2]}, identity),
    Piece("generated", {"b": ["int", "text"], "made": [None, "sum", "text", "plain"], "comment": COMMENT}, generated),
    Piece("partitioned", {"kind": ["RANGE", "LIST", "HASH"], "columns": [[], ["x"], ["x", "y"]], "key": FLAG, "index": FLAG, "count": [0, 1, 2, 3], "shift": [0, 1], "comment": COMMENT}, partitioned),
    Piece("exclude", {"exclude": FLAG, "room": FLAG, "where": FLAG, "deferrable": DEFERRABLE, "comment": COMMENT, "extension_comment": COMMENT[1:]}, exclude),
    Piece("keys", {"pk": [None, ["a"], ["a", "b"], ["b", "a"]], "pk_include": FLAG, "pk_deferrable": DEFERRABLE, "unique": [None, ["d"], ["a", "d"]], "nulls": [None, False], "u_deferrable": DEFERRABLE, "child": FLAG, "self": FLAG, "on_delete": ACTIONS, "on_update": ACTIONS, "comment": COMMENT}, keys),
    Piece("cycle", {"tables": [(True, True), (True, True), (True, False), (False, True), (False, False)], "ab": FLAG, "ba": FLAG, "aa": FLAG, "on_delete": ACTIONS}, cycle),
    Piece("indexes", {"index": [None, *INDEXES], "desc": [None, True], "nulls_first": [None, True], "nulls_last": [None, True], "unique": FLAG, "nulls": FLAG, "include": FLAG, "where": FLAG, "pages": FLAG, "comment": COMMENT}, indexes),
    Piece("views", {"id": ["int", "bigint"], "name": ["text", "varchar(10)"], "query": ["two", "where", "three", "star"], "barrier": FLAG, "check": [None, None, "LOCAL", "CASCADED"], "comment": COMMENT, "second": [None, "id", "id, name", "name, id"], "third": FLAG, "mat": [None, "seen", "seen_v"], "mat_index": FLAG, "mat_unique": [None, True], "instead": FLAG}, views),
    Piece("functions", {"arg": ["a", "a1"], "returns": ["int", "bigint"], "default": [None, 1], "volatility": [None, "IMMUTABLE", "STABLE"], "strict": [None, True], "security": [None, "DEFINER"], "parallel": [None, "SAFE"], "used": [None, "check", "default", "view"], "set": [None, 2, 3], "table": [None, ["a"], ["a", "b"]], "comment": COMMENT}, functions),
    Piece("overloads", {"types": [["int"], ["int", "text"], ["text"], ["text", "int", "bigint"]], "body": ["x", "y"], "comment": COMMENT}, overloads),
    Piece("procedure", {"args": [[], [("a", "int")], [("b", "int")], [("a", "int"), ("b", "text")]], "lang": ["SQL", "PLpgSQL"], "security": [None, "DEFINER"], "comment": COMMENT}, procedure),
    Piece("aggregate", {"type": ["int", "bigint"], "body": ["", " + 0"], "initial": [None, '"0"', '"1"'], "parallel": [None, "SAFE"], "view": FLAG, "comment": COMMENT}, aggregate),
    Piece("triggers", {"returns": ["NEW", "NULL"], "type": ["int", "bigint", "text"], "third": FLAG, "count": [0, 1, 2], "event": ["insert", "update", "of", "more"], "level": ["ROW", "STATEMENT"], "timing": ["before", "after"], "when": FLAG, "referencing": FLAG, "deferrable": DEFERRABLE, "function": ["watch", "watch", "watch_2"], "args": FLAG, "comment": COMMENT}, triggers),
    Piece("event_trigger", {"on": [None, "ddl_command_end", "ddl_command_start", "sql_drop", "table_rewrite"], "tags": [None, '["CREATE TABLE"]', '["CREATE TABLE", "DROP TABLE"]'], "comment": COMMENT}, event_trigger),
    Piece("policies", {"type": ["text", "varchar(9)"], "enabled": [None, True, False], "enforced": [None, True], "count": [0, 1, 2], "as": [None, "RESTRICTIVE"], "for": ["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"], "to": ["[PUBLIC]", "[CURRENT_USER]"], "check": [None, '"id < 9"'], "comment": COMMENT}, policies),
    Piece("sequence", {"start": [None, 2, 5], "increment": [None, 1, 2], "cache": [None, 5], "cycle": [None, True], "min_value": [None, 1], "max_value": [None, 1000, 30000], "type": [None, "int", "bigint", "smallint"], "owner": [None, "id", "other"], "comment": COMMENT}, sequence),
    Piece("storage", {"collate": [None, '"C"'], "fill": [None, 50, 70], "vacuum": [None, False], "checks": [{}, {"c_id": "id > 0"}, {"c_id": "id > 1"}, {"c_id": "id > 0", "c_t": "t <> ''"}], "unlogged": [None, True], "replica": [None, "FULL", "NOTHING"], "default": [None, '"x"', 'sql("now()::text")'], "null": FLAG, "comment": COMMENT}, storage),
    Piece("renames", {"name": ["before", "after", "after"], "type": ["int", "bigint"], "null": FLAG, "index": [None, "column", "expr"], "where": FLAG, "check": FLAG, "unique": FLAG, "view": FLAG, "child": FLAG}, renames),
    Piece("moved", {"names": ["first", "first", "second"], "type": ["int", "bigint"], "key": FLAG, "view": FLAG, "more": ["", " + 1"], "policy": FLAG, "primary": [True, True, False], "counted": [None, "serial", "identity"]}, moved),
]
