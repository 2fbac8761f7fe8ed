"""Pieces of generated schemas: the objects that a dialect has, each with what may vary about it.

A piece is a name, the choices that it has, and the HCL of one pick of them. Every piece stands on tables of its own, so any set of
pieces is a valid state, and an edit is another pick. A choice is a list of values; `None` is for leaving it out.
"""

import dataclasses
from typing import Callable


@dataclasses.dataclass
class Piece:
    name: str
    choices: dict
    hcl: Callable


def pick(piece, rng):
    return {name: rng.choice(values) for name, values in piece.choices.items()}


def vary(piece, rng, old):
    """The old pick with one or two choices made anew."""
    names = rng.sample(list(piece.choices), min(len(piece.choices), rng.choice([1, 1, 2])))
    return {**old, **{name: rng.choice(piece.choices[name]) for name in names}}


def attributes(indent=1, **values):
    """One line for each attribute that has a value."""
    lines = []
    for name, value in values.items():
        if value is None:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        lines.append("  " * indent + f"{name.rstrip('_')} = {text}\n")
    return "".join(lines)


def block(head, *inner, indent=0, **values):
    """A block; what is inside is HCL that is indented already."""
    pad = "  " * indent
    return f"{pad}{head} {{\n{attributes(indent + 1, **values)}{''.join(inner)}{pad}}}\n"


def column(name, type_, *inner, null=False, **values):
    return block(f'column "{name}"', *inner, indent=1, type=type_, null=null, **values)


def words(names):
    return "[" + ", ".join(f"column.{name}" for name in names) + "]"
