"""Checks messages against the meta model of the protocol, both ways. Strict: properties the protocol does not name are
violations too, and so is null where it is not allowed."""

import json
import re

BASE = {
    "string": lambda v: isinstance(v, str),
    "RegExp": lambda v: isinstance(v, str),
    "URI": lambda v: isinstance(v, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", v) is not None,
    "DocumentUri": lambda v: isinstance(v, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", v) is not None,
    "integer": lambda v: is_int(v) and -(2**31) <= v < 2**31,
    "uinteger": lambda v: is_int(v) and 0 <= v < 2**31,
    "decimal": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
}
OPEN = {"LSPAny", "LSPObject", "LSPArray"}


def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


class Model:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            model = json.load(file)
        self.structures = {it["name"]: it for it in model["structures"]}
        self.enums = {it["name"]: it for it in model["enumerations"]}
        self.aliases = {it["name"]: it["type"] for it in model["typeAliases"]}
        self.requests = {it["method"]: it for it in model["requests"]}
        self.notifications = {it["method"]: it for it in model["notifications"]}

    def params(self, method, value):
        """Violations in the parameters of a request or notification."""
        known = self.requests.get(method) or self.notifications.get(method)
        if known is None:
            own = method.startswith("mercator/")
            return [] if own else [f"{method}: no such method"]
        return self.check_part(method, known.get("params"), value)

    def result(self, method, value):
        """Violations in the answer to a request."""
        known = self.requests.get(method)
        return [] if known is None else self.check_part(f"answer to {method}", known["result"], value)

    def check_part(self, where, type_, value):
        if type_ is None:
            return [] if value is None else [f"{where}: takes no parameters"]
        return self.check(type_, value, where)

    def properties(self, structure):
        res = {}
        for base in structure.get("extends", []) + structure.get("mixins", []):
            res.update(self.properties(self.structures[base["name"]]))
        res.update({it["name"]: it for it in structure.get("properties", [])})
        return res

    def check(self, type_, value, where):
        kind = type_["kind"]
        if kind == "base":
            return [] if BASE[type_["name"]](value) else [f"{where}: {value!r} is no {type_['name']}"]
        if kind == "reference":
            return self.check_reference(type_["name"], value, where)
        if kind == "array":
            if not isinstance(value, list):
                return [f"{where}: {value!r} is no array"]
            return [v for i, it in enumerate(value) for v in self.check(type_["element"], it, f"{where}[{i}]")]
        if kind == "map":
            if not isinstance(value, dict):
                return [f"{where}: {value!r} is no map"]
            return [v for key, it in value.items() for v in self.check(type_["value"], it, f"{where}.{key}")]
        if kind == "or":
            tried = [self.check(it, value, where) for it in type_["items"]]
            return min(tried, key=len) if all(tried) else []
        if kind == "and":
            return [v for it in type_["items"] for v in self.check(it, value, where)]
        if kind == "tuple":
            if not isinstance(value, list) or len(value) != len(type_["items"]):
                return [f"{where}: {value!r} is no such tuple"]
            return [v for t, it in zip(type_["items"], value) for v in self.check(t, it, where)]
        if kind == "literal":
            return self.check_object({it["name"]: it for it in type_["value"]["properties"]}, value, where)
        if kind in ("stringLiteral", "integerLiteral", "booleanLiteral"):
            return [] if value == type_["value"] else [f"{where}: {value!r} is not {type_['value']!r}"]
        raise ValueError(kind)

    def check_reference(self, name, value, where):
        if name in OPEN:
            return []
        if name in self.structures:
            return self.check_object(self.properties(self.structures[name]), value, where)
        if name in self.enums:
            enum = self.enums[name]
            if enum.get("supportsCustomValues"):
                return self.check(enum["type"], value, where)
            known = [it["value"] for it in enum["values"]]
            return [] if value in known else [f"{where}: {value!r} is no {name}"]
        return self.check(self.aliases[name], value, where)

    def check_object(self, properties, value, where):
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no object"]
        res = [f"{where}: no `{name}`" for name, it in properties.items() if not it.get("optional") and name not in value]
        for name, it in value.items():
            if name in properties:
                res += self.check(properties[name]["type"], it, f"{where}.{name}")
            elif properties:
                res.append(f"{where}: unknown property `{name}`")
        return res
