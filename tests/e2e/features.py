#!/usr/bin/env python3
"""The table of features by editor, docs/editors.md, made of what the tests of the editors print.

features.py write LOG...   writes the page; a log is the output of all.sh, and may hold some of the editors
features.py check          fails where features.txt names a check that no test has, or the page says more than it can

A cell says `tested` only where every check that features.txt names for it passed in a log.
"""

import re
import sys
from pathlib import Path

E2E = Path(__file__).resolve().parent
PAGE = E2E.parents[1] / "docs" / "editors.md"
# In the order of the columns, with the name that people know.
EDITORS = {"vscode": "VS Code", "neovim": "Neovim", "neovim-0.10": "Neovim 0.10", "helix": "Helix", "emacs": "Emacs", "kate": "Kate", "vim": "Vim"}
HEAD = """# Features by editor

Made by `tests/e2e/features.py write` from what the tests in `tests/e2e` print; not to be edited by hand.

"Tested" means that a test in the real editor did it and saw the result, with the setup of the README in `editors/`. An empty cell
says that no test does it there, not that it fails. JetBrains and Zed have a setup and no test in the editor.
"""


def features():
    """Each feature with the names of checks by editor, and what is wrong with the list."""
    table, problems = {}, []
    for number, line in enumerate((E2E / "features.txt").read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            row = table.setdefault(line.strip(), {})
            continue
        editor, _, name = line.strip().partition(" ")
        if editor in EDITORS:
            row.setdefault(editor, []).append(name.strip())
        else:
            problems.append(f"features.txt:{number}: no editor `{editor}`")
    return table, problems


def results(logs):
    """By editor, what became of each check."""
    seen, editor = {}, None
    for line in "\n".join(Path(log).read_text() for log in logs).splitlines():
        if found := re.fullmatch(r"== (\S+)", line):
            editor = found[1]
            seen[editor] = {}
        # Neovim writes a message of its own before one of them. What was seen follows the name of a failed check.
        elif editor and (found := re.search(r"(ok  |FAIL) (.+)", line)):
            seen[editor][found[2]] = found[1] != "FAIL"
    return seen


def sources(editor):
    return "\n".join(path.read_text() for path in sorted((E2E / editor).iterdir()) if path.suffix in {".sh", ".el", ".lua", ".vim", ".mjs"})


def is_check(name, text):
    """Whether a test calls `check`, or `within`, with the name."""
    return re.search(rf"""(?:check|within \d+)\s*\(?\s*["']{re.escape(name)}["']""", text) is not None


def page():
    """What the page says: each feature with its cells by the name of the editor, and the counts of checks."""
    text, columns, shown = PAGE.read_text(), [], {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| | "):
            columns = [next(editor for editor, name in EDITORS.items() if name == cell) for cell in cells[1:]]
        elif line.startswith("| ") and not line.startswith("| ---"):
            shown[cells[0]] = dict(zip(columns, cells[1:]))
    return shown, {editor: count[1] for editor, name in EDITORS.items() if (count := re.search(rf" {name} (\d+ of \d+)", text))}


def check():
    table, problems = features()
    texts = {editor: sources(editor) for editor in EDITORS}
    for feature, row in table.items():
        for editor, names in row.items():
            problems += [f"{feature}: no check `{name}` in tests/e2e/{editor}" for name in names if not is_check(name, texts[editor])]
    shown = page()[0]
    for feature in table.keys() ^ shown.keys():
        problems.append(f"{feature}: only in {'features.txt' if feature in table else 'docs/editors.md'}")
    for feature in table.keys() & shown.keys():
        for editor, cell in shown[feature].items():
            if cell and editor not in table[feature]:
                problems.append(f"{feature}: docs/editors.md says `{cell}` for {editor}, which features.txt does not name")
    return problems


def write(logs):
    table, problems = features()
    if problems:
        return problems
    seen = results(logs)
    # What no log tells stays as it is.
    shown, counts = page()
    counts |= {editor: f"{sum(checks.values())} of {len(checks)}" for editor, checks in seen.items()}
    if missing := EDITORS.keys() - counts.keys():
        return [f"no log of {', '.join(missing)}: run tests/e2e/all.sh"]

    def cell(feature, editor, names):
        if not names:
            return ""
        if editor not in seen:
            return shown.get(feature, {}).get(editor, "")
        return "tested" if all(seen[editor].get(name) for name in names) else "**fails**"

    lines = ["| | " + " | ".join(EDITORS.values()) + " |", "| --- " * (len(EDITORS) + 1) + "|"]
    for feature, row in table.items():
        lines.append(f"| {feature} | " + " | ".join(cell(feature, editor, row.get(editor)) for editor in EDITORS) + " |")
    told = ", ".join(f"{name} {counts[editor]}" for editor, name in EDITORS.items())
    PAGE.write_text(HEAD + "\n" + "\n".join(lines) + f"\n\nChecks passed when each editor was last looked at: {told}.\n")
    return []


def main():
    match sys.argv[1:]:
        case ["write", *logs] if logs:
            problems = write(logs)
        case ["check"]:
            problems = check()
        case _:
            problems = [__doc__]
    print("\n".join(problems), end="\n" if problems else "")
    return bool(problems)


sys.exit(main())
