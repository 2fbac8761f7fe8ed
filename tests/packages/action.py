"""Runs the steps of action.yml as GitHub would: action.py SITE INPUT=VALUE...

Releases are looked for below the folder SITE. A step that runs a shell script is run; for the upload of SARIF, the file
is read and its results are counted, as `upload N results`.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

root = Path(__file__).resolve().parents[2]
action = yaml.safe_load((root / "action.yml").read_text())
site, given = sys.argv[1], dict(argument.split("=", 1) for argument in sys.argv[2:])
inputs = {name: str(value.get("default", "")) for name, value in action["inputs"].items()}
unknown = given.keys() - inputs.keys()
assert not unknown, f"no such input: {unknown}"
inputs.update(given)

contexts = {f"inputs.{name}": value for name, value in inputs.items()} | {
    "github.server_url": f"file://{site}",
    "github.action_repository": "o/r",
    "runner.os": os.environ["RUNNER_OS"],
    "runner.arch": {"x86_64": "X64", "amd64": "X64", "aarch64": "ARM64", "arm64": "ARM64"}[platform.machine().lower()],
}


def value(expression):
    """A name of a context, or a name compared with a text. Anything else is an error here."""
    name, _, text = expression.strip().partition(" == ")
    return contexts[name] if not text else contexts[name] == text.strip("'")


def filled(text):
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: value(found[1]), text)


with tempfile.TemporaryDirectory() as folder:
    output, path = Path(folder, "output"), Path(folder, "path")
    environment = os.environ | {"RUNNER_TEMP": folder, "GITHUB_OUTPUT": str(output), "GITHUB_PATH": str(path)}
    for step in action["runs"]["steps"]:
        if not value(step["if"]) if "if" in step else False:
            continue
        print("step", step["name"], flush=True)
        if "uses" in step:
            assert step["uses"].startswith("github/codeql-action/upload-sarif@"), step
            sarif = json.loads(Path(filled(step["with"]["sarif_file"])).read_text())
            assert sarif["version"] == "2.1.0", sarif
            print("upload", sum(len(run["results"]) for run in sarif["runs"]), "results", flush=True)
            continue
        output.write_text("")
        path.write_text("")
        env = environment | {name: filled(text) for name, text in step.get("env", {}).items()}
        # The options are those of GitHub for `shell: bash`.
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        status = subprocess.run(shell, env=env, cwd=root, check=False).returncode
        if status:
            sys.exit(status)
        for line in output.read_text().splitlines():
            name, _, text = line.partition("=")
            contexts[f"steps.{step['id']}.outputs.{name}"] = text
        environment["PATH"] = os.pathsep.join([*path.read_text().split(), environment["PATH"]])
