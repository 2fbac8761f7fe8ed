"""What MySQL and MariaDB have beside plain tables. What only one of the two has is chosen by the lists at the end."""

from . import Piece, block, column, words

COMMENT = [None, '"a"', '"it\'s \\"b\\""']
FLAG = [False, True]
ACTIONS = [None, "NO_ACTION", "CASCADE", "RESTRICT", "SET_NULL"]


def table(name, *inner, **values):
    return block(f'table "{name}"', *inner, schema="schema.plan_laws", **values)


def object_(kind, name, *inner, **values):
    return block(f'{kind} "{name}"', *inner, schema="schema.plan_laws", **values)


def key(*names):
    return block("primary_key", indent=1, columns=words(names))


def charset(o):
    pair = {None: (None, None), "latin1": ('"latin1"', '"latin1_swedish_ci"'), "utf8mb4": ('"utf8mb4"', '"utf8mb4_bin"'), "ascii": ('"ascii"', '"ascii_general_ci"')}
    t, c = pair[o["table"]], pair[o["column"]]
    inner = [column("id", "int"), column("a", "varchar(20)", null=o["null"], comment=o["comment"], default=o["default"]), column("b", "varchar(30)", null=True, charset=c[0], collate=c[1]), key("id")]
    if o["index"]:
        inner.append(block('index "worded_a"', indent=1, columns=words(["a"])))
    return table("worded", *inner, charset=t[0], collate=t[1], engine=o["engine"], comment=o["comment"])


def auto(o):
    inner = [column("id", o["type"], unsigned=o["unsigned"], auto_increment=o["auto"]), column("n", "int", null=True)]
    if o["key"] == "primary":
        inner.append(key("id"))
    else:
        inner.append(block('index "numbered_id"', indent=1, columns=words(["id"]), unique=True))
    return table("numbered", *inner, auto_increment=o["start"] if o["auto"] else None)


def indexes(o):
    on = lambda **values: block("on", indent=2, **values)
    kind = o["index"]
    parts = {
        "plain": lambda: [on(column="column.n", desc=o["desc"])],
        "two": lambda: [on(column="column.n"), on(column="column.v")],
        "prefix": lambda: [on(column="column.t", prefix=o["prefix"])],
        "expr": lambda: [on(expr='"(`n` + 1)"')],
        "fulltext": lambda: [on(column="column.t")] + ([on(column="column.v")] if o["desc"] else []),
        "spatial": lambda: [on(column="column.g")],
    }
    inner = [column("n", "int", null=True), column("t", "text", null=True), column("v", "varchar(50)", null=True), column("g", "point")]
    if kind:
        inner.append(block('index "indexed_i"', *parts[kind](), indent=1, unique=True if o["unique"] and kind in ("plain", "two") else None, type={"fulltext": "FULLTEXT", "spatial": "SPATIAL"}.get(kind), comment=o["comment"]))
    return table("indexed", *inner)


def checks(o):
    inner = [column("a", "int"), column("b", "int", null=True)]
    for name, expr in o["checks"].items():
        inner.append(block(f'check "{name}"', indent=1, expr=f'"{expr}"', enforced=o.get("enforced")))
    return table("checked", *inner)


def generated(o):
    inner = [column("a", "int"), column("b", "varchar(10)", null=True)]
    if o["made"] == "plain":
        inner.append(column("c", "int", null=True, comment=o["comment"]))
    elif o["made"]:
        inner.append(column("c", "int", block("as", indent=2, expr=f'"{o["expr"]}"', type=o["made"]), null=True, comment=o["comment"]))
    if o["index"] and o["made"]:
        inner.append(block('index "made_c"', indent=1, columns=words(["c"])))
    return table("made", *inner)


def times(o):
    default = 'sql("CURRENT_TIMESTAMP")' if o["default"] else None
    update = 'sql("CURRENT_TIMESTAMP")' if o["update"] else None
    return table("timed", column("id", "int"), column("at", o["type"], null=o["null"] if default is None else False, default=default, on_update=update), column("b", "bit(1)", null=True, default=o["bit"]), column("s", 'set("x","y")' if o["set"] else 'set("x")', null=True), column("e", o["enum"], null=True), column("y", "year", null=True))


def keys(o):
    inner = [column("a", "int"), column("b", "int"), column("c", "int", null=True)]
    if o["pk"]:
        inner.append(key(*o["pk"]))
    if o["unique"]:
        inner.append(block('index "keys_u"', indent=1, columns=words(o["unique"]), unique=True))
    out = table("keys_", *inner)
    if o["child"] and o["pk"] == ["a", "b"]:
        child = [column("x", "int", null=True), column("y", "int", null=True), block('foreign_key "keys_fk"', indent=1, columns=words(["x", "y"]), ref_columns="[table.keys_.column.a, table.keys_.column.b]", on_delete=o["on_delete"], on_update=o["on_update"])]
        if o["own_index"]:
            child.append(block('index "keys_own"', indent=1, columns=words(["x", "y"])))
        out += table("keys_child", *child)
    return out


def cycle(o):
    fk = lambda n, c, t: block(f'foreign_key "{n}"', indent=1, columns=words([c]), ref_columns=f"[table.{t}.column.id]", on_delete=o["on_delete"])
    a, b = o["tables"]
    out = ""
    if a:
        out += table("ring_a", column("id", "int"), column("b_id", "int", null=True), key("id"), *([fk("ring_ab", "b_id", "ring_b")] if b and o["ab"] else []), *([fk("ring_aa", "b_id", "ring_a")] if o["aa"] else []))
    if b:
        out += table("ring_b", column("id", "int"), column("a_id", "int", null=True), key("id"), *([fk("ring_ba", "a_id", "ring_a")] if a and o["ba"] else []))
    return out


def views(o):
    out = table("seen", column("id", o["id"]), column("name", o["name"], null=True), key("id"))
    query = {"two": "SELECT `id`, `name` FROM `plan_laws`.`seen`", "where": "SELECT `id`, `name` FROM `plan_laws`.`seen` WHERE `id` > 1", "one": "SELECT `id` FROM `plan_laws`.`seen`"}[o["query"]]
    out += object_("view", "seen_v", as_=f'"{query}"', check_option=o["check"] if o["query"] != "two" or True else None)
    if o["second"]:
        out += object_("view", "seen_a", as_='"SELECT `id` FROM `plan_laws`.`seen_v`"', depends_on="[view.seen_v]")
    return out


def routines(o):
    arg = lambda n, t: block(f'arg "{n}"', indent=1, type=t)
    out = object_("function", "plus", arg("a", o["type"]), return_=o["type"], as_=f'"RETURN a + {o["n"]}"', deterministic=True, data_access=o["data"], comment=o["comment"], security=o["security"])
    out += table("logged", column("n", "int", null=True))
    if o["procedure"]:
        out += object_("procedure", "log_it", *(arg(n, t) for n, t in o["args"]), as_=f'"{o["procedure"]}"', comment=o["comment"], security=o["security"])
    return out


def triggers(o):
    out = table("watched", column("a", o["type"]), column("b", "int", null=True))
    for n in range(o["count"]):
        out += block(f'trigger "watch_{n}"', block(o["timing"], indent=1, **{o["event"]: True}), on="table.watched", foreach="ROW", as_=f'"SET @laws = {o["n"]}"')
    return out


def renames(o):
    name = o["name"]
    old = None if name == "before" else '"before"'
    inner = [column("id", "int"), column(name, o["type"], null=o["null"], renamed_from=old), key("id")]
    if o["index"]:
        inner.append(block('index "renamed_i"', indent=1, columns=words([name]), unique=o["unique"]))
    if o["check"]:
        inner.append(block('check "renamed_c"', indent=1, expr=f'"`{name}` > 1"'))
    if o["made"]:
        inner.insert(2, column("made", "int", block("as", indent=2, expr=f'"`{name}` + 1"', type=o["made"]), null=True))
    if o["default"]:
        inner.insert(2, column("late", "int", null=True, default=f'sql("(`{name}` + 2)")'))
    if o["expr"]:
        inner.append(block('index "renamed_e"', block("on", indent=2, expr=f'"(`{name}` * 2)"'), indent=1))
    out = table("renamed", *inner)
    if o["view"]:
        out += object_("view", "renamed_v", as_=f'"SELECT `{name}` AS `n` FROM `plan_laws`.`renamed`"')
    if o["child"] and o["index"]:
        out += table("renamed_child", column("x", o["type"], null=True), block('foreign_key "renamed_fk"', indent=1, columns=words(["x"]), ref_columns=f"[table.renamed.column.{name}]"))
    return out


def renames_of_mysql(o):
    """MySQL takes a foreign key to a unique key only."""
    return renames({**o, "child": o["child"] and o["unique"]})


def moved(o):
    """Tables and a view whose names move on: what was `moved_a` is `moved_b`, and what was `moved_b` is `moved_c`."""
    a, b, view = ("moved_a", "moved_b", "moved_v") if o["names"] == "first" else ("moved_b", "moved_c", "moved_w")
    was = lambda old: f"# mercator:renamed_from {old}\n" if o["names"] != "first" else ""
    foreign = block('foreign_key "moved_f"', indent=1, columns=words(["x"]), ref_columns=f"[table.{b}.column.id]") if o["key"] else ""
    out = was("moved_a") + table(a, column("id", "int"), column("x", o["type"], null=True), foreign)
    out += was("moved_b") + table(b, column("id", o["type"]), column("y", "int", null=True), key("id"))
    if o["view"]:
        out += was("moved_v") + object_("view", view, as_=f'"SELECT `{a}`.`x` {o["more"]} AS `n` FROM `plan_laws`.`{a}` JOIN `plan_laws`.`{b}` ON `{a}`.`x` = `{b}`.`id`"')
    return out


def pieces(is_mariadb):
    only_mysql = [] if is_mariadb else ["expr"]
    check = {"checks": [{}, {"ck_a": "`a` > 0"}, {"ck_a": "`a` > 1"}, {"ck_a": "`a` > 0", "ck_b": "`b` < `a`"}]}
    if not is_mariadb:
        check["enforced"] = [None, True, False]
    return [
        Piece("charset", {"table": [None, "latin1", "utf8mb4", "ascii"], "column": [None, None, "latin1", "utf8mb4"], "null": FLAG, "default": [None, '"x"', '"it\'s"', '""'], "index": FLAG, "engine": [None, "InnoDB", "MyISAM"], "comment": COMMENT}, charset),
        Piece("auto", {"type": ["int", "bigint"], "unsigned": [None, True], "auto": [None, True], "key": ["primary", "unique"], "start": [None, 100, 200]}, auto),
        Piece("indexes", {"index": [None, "plain", "two", "prefix", "fulltext", "spatial", *only_mysql], "desc": [None, True], "prefix": [10, 20], "unique": FLAG, "comment": COMMENT}, indexes),
        Piece("checks", check, checks),
        Piece("generated", {"made": [None, "plain", "STORED", "VIRTUAL"], "expr": ["`a` + 1", "`a` * 2"], "index": FLAG, "comment": COMMENT}, generated),
        Piece("times", {"type": ["datetime", "timestamp"], "default": FLAG, "update": FLAG, "null": FLAG, "bit": [None, "sql(\"b'1'\")"], "set": FLAG, "enum": ['enum("a")', 'enum("a","b")', 'enum("b","a")']}, times),
        Piece("keys", {"pk": [None, ["a"], ["a", "b"], ["b", "a"]], "unique": [None, ["c"], ["a", "c"]], "child": FLAG, "own_index": FLAG, "on_delete": ACTIONS, "on_update": ACTIONS}, keys),
        Piece("cycle", {"tables": [(True, True), (True, True), (True, False), (False, True), (False, False)], "ab": FLAG, "ba": FLAG, "aa": FLAG, "on_delete": ACTIONS}, cycle),
        Piece("views", {"id": ["int", "bigint"], "name": ["text", "varchar(10)"], "query": ["two", "where", "one"], "check": [None, None, "LOCAL", "CASCADED"], "second": FLAG}, views),
        Piece("routines", {"type": ["int", "bigint"], "n": [1, 2], "data": [None, "NO_SQL", "READS_SQL_DATA"], "comment": COMMENT, "security": [None, "INVOKER"], "args": [[], [("a", "int")], [("b", "int")]], "procedure": [None, "INSERT INTO logged VALUES (1)", "BEGIN INSERT INTO logged VALUES (1); END"]}, routines),
        Piece("triggers", {"type": ["int", "bigint"], "count": [0, 1, 2], "timing": ["before", "after"], "event": ["insert", "update", "delete"], "n": [1, 2]}, triggers),
        Piece("renames", {"name": ["before", "after", "after"], "type": ["int", "bigint"], "null": FLAG, "index": FLAG, "unique": [None, True], "check": FLAG, "view": FLAG, "child": FLAG, "made": [None, "STORED", "VIRTUAL"], "default": FLAG, "expr": [False] if is_mariadb else FLAG}, renames if is_mariadb else renames_of_mysql),
        Piece("moved", {"names": ["first", "first", "second"], "type": ["int", "bigint"], "key": FLAG, "view": FLAG, "more": ["", " + 1"]}, moved),
    ]


MYSQL = pieces(is_mariadb=False)
MARIADB = pieces(is_mariadb=True)
