"""What SQLite has beside plain tables."""

from . import Piece, block, column, words

FLAG = [False, True]
ACTIONS = [None, "NO_ACTION", "CASCADE", "RESTRICT", "SET_NULL"]


def table(name, *inner, **values):
    return block(f'table "{name}"', *inner, schema="schema.main", **values)


def view(name, query, **values):
    return block(f'view "{name}"', schema="schema.main", as_=f'"{query}"', **values)


def key(*names):
    return block("primary_key", indent=1, columns=words(names))


def options(o):
    inner = [column("id", "integer", auto_increment=o["auto"] if not o["rowid"] else None), column("t", "text", null=o["null"], default=o["default"]), key("id")]
    return table("opted", *inner, strict=o["strict"], without_rowid=o["rowid"])


def indexes(o):
    on = lambda **values: block("on", indent=2, **values)
    parts = {"plain": lambda: [on(column="column.n", desc=o["desc"])], "two": lambda: [on(column="column.n"), on(column="column.t")], "expr": lambda: [on(expr='"lower(`t`)"')]}
    inner = [column("n", "int", null=True), column("t", "text", null=True)]
    if o["third"]:
        inner.append(column("m", "int", null=True))
    if o["index"]:
        inner.append(block('index "indexed_i"', *parts[o["index"]](), indent=1, unique=o["unique"], where='"`n` > 0"' if o["where"] else None))
    return table("indexed", *inner)


def generated(o):
    inner = [column("a", "int"), column("b", "int", null=True)]
    if o["made"] == "plain":
        inner.append(column("c", "int", null=True))
    elif o["made"]:
        inner.append(column("c", "int", block("as", indent=2, expr=f'"{o["expr"]}"', type=o["made"]), null=True))
    return table("made", *inner)


def keys(o):
    inner = [column("a", "int"), column("b", "int"), column("c", "int", null=True)]
    if o["pk"]:
        inner.append(key(*o["pk"]))
    for name, expr in o["checks"].items():
        inner.append(block(f'check "{name}"', indent=1, expr=f'"{expr}"'))
    if o["self"] and o["pk"] == ["a"]:
        inner.append(block('foreign_key "keys_self"', indent=1, columns=words(["c"]), ref_columns=words(["a"]), on_delete=o["on_delete"]))
    out = table("keys", *inner)
    if o["child"] and o["pk"] == ["a", "b"]:
        out += table("keys_child", column("x", "int", null=True), column("y", "int", null=True), block('foreign_key "keys_fk"', indent=1, columns=words(["x", "y"]), ref_columns="[table.keys.column.a, table.keys.column.b]", on_delete=o["on_delete"], on_update=o["on_update"]))
    return out


def cycle(o):
    fk = lambda n, c, t: block(f'foreign_key "{n}"', indent=1, columns=words([c]), ref_columns=f"[table.{t}.column.id]", on_delete=o["on_delete"])
    a, b = o["tables"]
    out = ""
    if a:
        out += table("ring_a", column("id", "integer"), column("b_id", "int", null=True), key("id"), *([fk("ring_ab", "b_id", "ring_b")] if b and o["ab"] else []))
    if b:
        out += table("ring_b", column("id", "integer"), column("a_id", "int", null=True), key("id"), *([fk("ring_ba", "a_id", "ring_a")] if a and o["ba"] else []))
    return out


def views(o):
    out = table("seen", column("id", o["id"]), column("name", "text", null=o["null"]), *([column("more", "int", null=True)] if o["more"] else []), key("id"))
    out += view("seen_v", f"SELECT {o['query']} FROM seen")
    if o["second"]:
        out += view("seen_a", "SELECT id FROM seen_v", depends_on="[view.seen_v]")
    if o["instead"]:
        out += block('trigger "seen_tr"', block("instead_of", indent=1, insert=True), on="view.seen_v", foreach="ROW", as_='"BEGIN SELECT 1; END"')
    return out


def triggers(o):
    out = table("watched", column("a", o["type"]), column("b", "int", null=True))
    for n in range(o["count"]):
        events = {"update_of": "[table.watched.column.a]"} if o["event"] == "of" else {o["event"]: True}
        when = '"NEW.a > 1"' if o["when"] and o["event"] != "delete" else None
        out += block(f'trigger "watch_{n}"', block(o["timing"], indent=1, **events), on="table.watched", foreach="ROW", when=when, as_=f'"BEGIN SELECT {o["n"]}; END"')
    return out


def renames(o):
    name = o["name"]
    inner = [column("id", "int"), column(name, "int", null=o["null"], default=o["default"]), key("id")]
    if o["index"]:
        inner.append(block('index "renamed_i"', indent=1, columns=words([name]), unique=o["unique"], where=f'"`{name}` > 0"' if o["where"] else None))
    if o["check"]:
        inner.append(block('check "renamed_c"', indent=1, expr=f'"`{name}` > 1"'))
    out = table("renamed", *inner)
    if o["view"]:
        out += view("renamed_v", f"SELECT `{name}` AS n FROM renamed")
    return out


def moved(o):
    """Tables whose names move on, and a column: what was `moved_a` is `moved_b`, and what was `moved_b` is `moved_c`."""
    is_first = o["names"] == "first"
    a, b = ("moved_a", "moved_b") if is_first else ("moved_b", "moved_c")
    was = lambda old: "" if is_first else f"# mercator:renamed_from {old}\n"
    x = "x" if is_first else "z"
    foreign = block('foreign_key "moved_f"', indent=1, columns=words([x]), ref_columns=f"[table.{b}.column.id]") if o["key"] else ""
    check = block('check "moved_c"', indent=1, expr=f'"{x} > {o["n"]}"') if o["check"] else ""
    out = was("moved_a") + table(a, column("id", "int"), was("x") + column(x, "int", null=True), foreign, check)
    out += was("moved_b") + table(b, column("id", o["type"]), column("y", "int", null=True), key("id"))
    if o["view"]:
        out += view("moved_v", f"SELECT {x} + {o['n']} AS n FROM {a}")
    return out


PIECES = [
    Piece("options", {"auto": [None, True], "null": FLAG, "default": [None, '"x"', 'sql("(1 + 1)")', 'sql("CURRENT_TIMESTAMP")'], "strict": [None, True], "rowid": [None, True]}, options),
    Piece("indexes", {"index": [None, "plain", "two", "expr"], "desc": [None, True], "unique": [None, True], "where": FLAG, "third": FLAG}, indexes),
    Piece("generated", {"made": [None, "plain", "STORED", "VIRTUAL"], "expr": ["a + 1", "a * 2"]}, generated),
    Piece("keys", {"pk": [None, ["a"], ["a", "b"], ["b", "a"]], "checks": [{}, {"ck": "a > 0"}, {"ck": "a > 1"}, {"ck": "a > 0", "ck2": "b > 0"}], "self": FLAG, "child": FLAG, "on_delete": ACTIONS, "on_update": ACTIONS}, keys),
    Piece("cycle", {"tables": [(True, True), (True, True), (True, False), (False, True), (False, False)], "ab": FLAG, "ba": FLAG, "on_delete": ACTIONS}, cycle),
    Piece("views", {"id": ["int", "integer"], "null": FLAG, "more": FLAG, "query": ["id, name", "id", "*"], "second": FLAG, "instead": FLAG}, views),
    Piece("triggers", {"type": ["int", "bigint"], "count": [0, 1, 2], "event": ["insert", "update", "delete", "of"], "timing": ["before", "after"], "when": FLAG, "n": [1, 2]}, triggers),
    Piece("moved", {"names": ["first", "first", "second"], "type": ["int", "integer"], "key": FLAG, "check": FLAG, "n": [0, 1], "view": FLAG}, moved),
    Piece("renames", {"name": ["before", "after", "after"], "null": FLAG, "default": [None, 1], "index": FLAG, "unique": [None, True], "where": FLAG, "check": FLAG, "view": FLAG}, renames),
]
