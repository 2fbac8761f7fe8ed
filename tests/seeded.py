#!/usr/bin/env python3
"""Precision and recall of `mercator check` against the seeded errors of gen_schema.py.

usage: seeded.py MERCATOR GEN_SCHEMA.PY

A finding counts as true if it stands in a table with a seeded error, or in one that mentions such a table, and has
severity error. A seeded error counts as found if a finding stands in its table. Both must be 0.99 or more.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

GOAL = 0.99


def tables(text):
    """Line ranges of top-level blocks by the header lines of the generator."""
    starts = [i for i, line in enumerate(text.split("\n")) if re.match(r"[a-z_]+ .*\{", line)]
    ends = starts[1:] + [len(text.split("\n"))]
    return list(zip(starts, ends))


def block_of(blocks, line):
    for start, end in blocks:
        if start <= line < end:
            return start, end
    return None


def run(mercator, generator, dialect, seed, files):
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, generator, "--tables", "300", "--seed", str(seed), "--dialect", dialect]
        command += ["--errors", "0.3", "--out", folder, "--project", "--files", str(files), "--quiet"]
        subprocess.run(command, check=True)
        manifest = json.loads(pathlib.Path(folder, "gen_manifest.json").read_text())
        report = subprocess.run([mercator, "check", folder, "--format", "json"], capture_output=True, text=True)
        findings = [f for f in json.loads(report.stdout)["findings"] if f["severity"] == "error"]
        texts = {f: pathlib.Path(folder, f).read_text() for f in {e["file"] for e in manifest["errors"]}}
        seeded = {}
        for error in manifest["errors"]:
            blocks = tables(texts[error["file"]])
            seeded[(error["file"], block_of(blocks, error["line"]))] = error
        names = {error["table"] for error in manifest["errors"]}
        found, false, true = set(), [], 0
        for finding in findings:
            path = pathlib.Path(finding["file"])
            file = str(path.relative_to(folder)) if path.is_absolute() else finding["file"]
            text = pathlib.Path(folder, file).read_text()
            block = block_of(tables(text), finding["range"]["start"]["line"] - 1)
            lines = text.split("\n")
            body = "\n".join(lines[block[0]:block[1]]) if block else ""
            mentions = any(re.search(rf"\b{re.escape(name)}\b", body) for name in names)
            if (file, block) in seeded:
                found.add((file, block))
                true += 1
            elif mentions:
                true += 1
            else:
                false.append(finding)
        missed = [error for key, error in seeded.items() if key not in found]
        return len(seeded), len(found), true, false, missed


def main():
    mercator, generator = sys.argv[1:3]
    total = hits = true = 0
    false, missed = [], []
    for dialect in ["postgres", "mysql", "sqlite"]:
        for seed, files in [(1, 1), (2, 12)]:
            n, h, t, f, m = run(mercator, generator, dialect, seed, files)
            total, hits, true = total + n, hits + h, true + t
            false += f
            missed += m
    for finding in false[:10]:
        print("false:", finding["code"], finding["file"], finding["range"]["start"]["line"], finding["message"])
    for error in missed[:10]:
        print("missed:", error)
    precision, recall = true / max(1, true + len(false)), hits / max(1, total)
    print(f"precision {precision:.4f}, recall {recall:.4f} over {total} seeded errors")
    failed = int(precision < GOAL) + int(recall < GOAL)
    print(f"{2 - failed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
