#!/usr/bin/env python3
"""run.py [TEST...]: the server over stdio, as real clients talk to it. Needs nothing but Python 3.10.

MERCATOR names the program (else target/debug/mercator). The meta model and the captured first messages of real clients are
looked for in MERCATOR_SHARED, or ../shared beside the repository; what needs them is skipped aloud without.
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from client import Client
from model import Model

REPO = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = REPO / "tests/e2e/fixture"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPO / "target"))
PROGRAM = os.path.abspath(os.environ.get("MERCATOR", TARGET / "debug/mercator"))
COMMAND = [PROGRAM, "lsp", "--stdio", f"--clientProcessId={os.getpid()}"]
FULL = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


def shared():
    if "MERCATOR_SHARED" in os.environ:
        return pathlib.Path(os.environ["MERCATOR_SHARED"])
    return next((it / "shared" for it in REPO.parents if (it / "shared").is_dir()), REPO.parent / "shared")


META = shared() / "reference/lsp/metaModel.json"
CAPTURED = shared() / "design/e2e/captured-initialize"


class Skip(Exception):
    pass


def model():
    if not META.exists():
        raise Skip(f"no meta model at {META}")
    return Model(META)


def workspace():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mercator-"))
    for file in FIXTURE.glob("*.hcl"):
        shutil.copy(file, folder)
    return folder


def plain(folder, **capabilities):
    return {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": capabilities}


def start(params, checked=None, env=None, answers=True):
    client = Client(COMMAND, checked, env, answers)
    client.initialized = client.request("initialize", params)
    client.notify("initialized", {})
    return client


def opened(client, path, language="atlas-schema-postgresql"):
    text = path.read_text()
    document = {"uri": path.as_uri(), "languageId": language, "version": 1, "text": text}
    client.notify("textDocument/didOpen", {"textDocument": document})
    return {"textDocument": {"uri": path.as_uri()}}, text


def expect(condition, seen):
    if not condition:
        raise AssertionError(seen)


def session(params, folder, checked):
    """Everything the server offers to this client, once."""
    client = start(params, checked)
    offered = client.initialized["capabilities"]
    document, _ = opened(client, folder / "posts.pg.hcl")
    place = {**document, "position": {"line": 1, "character": 13}}
    reference = {**document, "position": {"line": 15, "character": 28}}
    options = {"tabSize": 2, "insertSpaces": True}
    if "diagnosticProvider" in offered:
        report = client.request("textDocument/diagnostic", document)
        again = client.request("textDocument/diagnostic", {**document, "previousResultId": report["resultId"]})
        expect(report["kind"] == "full" and again["kind"] == "unchanged", (report, again))
        found = report["items"]
        client.request("workspace/diagnostic", {"previousResultIds": []})
    else:
        found = client.notification("textDocument/publishDiagnostics", lambda it: it["diagnostics"])["diagnostics"]
    expect("unresolved-reference" in [it["code"] for it in found], found)
    for capability, method, params in [
        ("hoverProvider", "hover", place),
        ("completionProvider", "completion", place),
        ("definitionProvider", "definition", place),
        ("referencesProvider", "references", {**place, "context": {"includeDeclaration": True}}),
        ("documentHighlightProvider", "documentHighlight", place),
        ("renameProvider", "rename", {**reference, "newName": "people"}),
        ("documentSymbolProvider", "documentSymbol", document),
        ("foldingRangeProvider", "foldingRange", document),
        ("selectionRangeProvider", "selectionRange", {**document, "positions": [place["position"]]}),
        ("codeActionProvider", "codeAction", {**document, "range": FULL, "context": {"diagnostics": found}}),
        ("documentFormattingProvider", "formatting", {**document, "options": options}),
        ("documentRangeFormattingProvider", "rangeFormatting", {**document, "range": FULL, "options": options}),
    ]:
        if capability in offered:
            client.request(f"textDocument/{method}", params)
    if isinstance(offered.get("renameProvider"), dict):
        prepared = client.request("textDocument/prepareRename", reference)
        expect(prepared["placeholder"] == "users", prepared)
    client.request("workspace/symbol", {"query": "po"})
    expect("PostgreSQL" in client.request("mercator/whyNotChecked", document), "why")
    expect(client.request("mercator/fileStatus", document)["languageId"] == "atlas-schema-postgresql", "status")
    change = {"range": {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}}, "text": ""}
    versioned = {"uri": document["textDocument"]["uri"], "version": 2}
    client.notify("textDocument/didChange", {"textDocument": versioned, "contentChanges": [change]})
    client.notify("textDocument/didSave", document)
    client.notify("workspace/didChangeConfiguration", {"settings": {"mercator": {"dialect": "postgres"}}})
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": (folder / "new.hcl").as_uri(), "type": 1}]})
    client.notify("textDocument/didClose", document)
    expect("null" not in json.dumps(client.initialized), client.initialized)
    expect(client.stop() == 0, "exit status")
    expect(not client.violations, "\n".join(client.violations))
    return client.checked


def relocated(captured, folder):
    """The captured parameters with their paths replaced by ours."""
    params = json.loads(captured.read_text())
    params = params.get("params", params)
    params["processId"] = os.getpid()
    if "rootUri" in params:
        params["rootUri"] = folder.as_uri() if params["rootUri"] else None
    if params.get("rootPath"):
        params["rootPath"] = str(folder)
    if params.get("workspaceFolders"):
        params["workspaceFolders"] = [{"uri": folder.as_uri(), "name": "workspace"}]
    return params


def test_real_clients():
    """every message of a session with each captured client fits the protocol"""
    checked = model()
    captured = sorted(CAPTURED.glob("*.json"))
    if not captured:
        raise Skip(f"no captured clients at {CAPTURED}")
    for file in captured:
        folder = workspace()
        n_messages = session(relocated(file, folder), folder, checked_without_ours(checked, file))
        print(f"     {file.stem}: {n_messages} messages")


def checked_without_ours(checked, file):
    """Kate and Vim send parameters that are not of the protocol; what the server says is checked all the same."""

    class Theirs(Model):
        def __init__(self):
            self.__dict__ = checked.__dict__

        def params(self, method, value):
            return [] if method == "initialize" else super().params(method, value)

    return Theirs()


def test_jetbrains_options():
    """the command and options of the JetBrains template start a session"""
    folder = workspace()
    options = json.loads((REPO / "editors/jetbrains/initializationOptions.json").read_text())
    template = json.loads((REPO / "editors/jetbrains/template.json").read_text())
    expect(template["programArgs"]["default"].split()[1:] == COMMAND[1:3], template)
    session({**plain(folder), "initializationOptions": options}, folder, model())


def test_order():
    """10,000 mixed edits and requests: no inversion, and the same text at the end"""
    folder = workspace()
    client = start(plain(folder, general={"positionEncodings": ["utf-16"]}))
    document, text = opened(client, folder / "users.pg.hcl")
    lines = text.split("\n")
    chance, asked = random.Random(7), []
    began = time.monotonic()
    for version in range(2, 10_002):
        line = chance.randrange(len(lines))
        character = chance.randrange(len(lines[line]) + 1)
        new = chance.choice(["x", "\U0001f600", "\n", "", " ", '"'])
        end = min(character + chance.randrange(3), len(lines[line]))
        columns = [len(lines[line][:it].encode("utf-16-le")) // 2 for it in (character, end)]
        change = {
            "range": {"start": {"line": line, "character": columns[0]}, "end": {"line": line, "character": columns[1]}},
            "text": new,
        }
        lines[line : line + 1] = (lines[line][:character] + new + lines[line][end:]).split("\n")
        versioned = {"uri": document["textDocument"]["uri"], "version": version}
        client.notify("textDocument/didChange", {"textDocument": versioned, "contentChanges": [change]})
        if version % 5 == 0:
            client.send("textDocument/hover", {**document, "position": {"line": line, "character": 0}})
        if version % 50 == 0:
            asked.append((client.send("mercator/text", document), "\n".join(lines), version))
    for id, expected, version in asked:
        seen = client.answer(id)["result"]
        expect((seen["text"], seen["version"]) == (expected, version), f"inversion at version {version}")
    seen = client.request("mercator/text", document)
    expect(seen["text"] == "\n".join(lines) and seen["inSync"], "the texts differ")
    print(f"     {time.monotonic() - began:.1f} s")
    expect(client.stop() == 0, "exit status")


def test_deaf_client():
    """a client that answers no request stops nothing"""
    folder = workspace()
    capabilities = {
        "workspace": {
            "configuration": True,
            "didChangeConfiguration": {"dynamicRegistration": True},
            "didChangeWatchedFiles": {"dynamicRegistration": True},
            "diagnostics": {"refreshSupport": True},
        },
        "window": {"workDoneProgress": True},
        "textDocument": {"diagnostic": {}},
    }
    client = start(plain(folder, **capabilities), answers=False)
    document, _ = opened(client, folder / "users.pg.hcl")
    for version in range(2, 402):
        versioned = {"uri": document["textDocument"]["uri"], "version": version}
        client.notify("textDocument/didChange", {"textDocument": versioned, "contentChanges": [{"text": f"# {version}\n"}]})
        client.notify("workspace/didChangeConfiguration", {"settings": None})
    expect(client.request("mercator/text", document)["text"] == "# 401\n", "text")
    expect(len(client.requests) >= 4, client.requests)
    expect(client.stop() == 0, "exit status")


def test_panic():
    """a panic in a request is told once and the server lives"""
    folder = workspace()
    client = start(plain(folder), env={**os.environ, "MERCATOR_DEBUG": "1"})
    for _ in range(3):
        expect(client.answer(client.send("mercator/debugPanic"))["error"]["code"] == -32603, "code")
    document, text = opened(client, folder / "users.pg.hcl")
    expect(client.request("mercator/text", document)["text"] == text, "text")
    told = [it for it in client.notifications if it["method"] == "window/logMessage"]
    expect(len(told) == 1, told)
    expect(client.stop() == 0, "exit status")


def test_end_of_input():
    """a closed pipe ends the process; exit without shutdown is a failure"""
    folder = workspace()
    client = start(plain(folder))
    began = time.monotonic()
    client.process.stdin.close()
    expect(client.process.wait(timeout=10) == 1, "exit status")
    print(f"     {time.monotonic() - began:.2f} s")
    client = start(plain(folder))
    client.notify("exit")
    expect(client.process.wait(timeout=10) == 1, "exit status")


def test_client_process():
    """the server ends with the process of its client, although the pipe stays open"""
    folder = workspace()
    process = subprocess.Popen(["sleep", "1000"])
    client = start({**plain(folder), "processId": process.pid})
    # Not to be seen from here, as for a server in a container: no reason to end.
    gone = subprocess.Popen(["true"])
    gone.wait()
    other = start({**plain(folder), "processId": gone.pid})
    time.sleep(1)
    expect(client.process.poll() is None, "it ended although its client lives")
    process.kill()
    process.wait()
    began = time.monotonic()
    expect(client.process.wait(timeout=25) == 1, "exit status")
    print(f"     {time.monotonic() - began:.1f} s")
    time.sleep(2)
    expect(other.request("workspace/symbol", {"query": "users"}), "symbols")
    expect(other.stop() == 0, "exit status")


def test_plans_on_the_command_line():
    """`check --from` gives the list that an editor shows: codes, severities, messages and places"""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mercator-"))
    shutil.copytree(REPO / "examples/shop", folder, dirs_exist_ok=True)
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *command], check=True)
    customers, orders = folder / "schema/customers.pg.hcl", folder / "schema/orders.pg.hcl"
    text = customers.read_text()
    name = text.index('column "name"')
    customers.write_text(text[:name] + text[name:].replace("type = text", "type = varchar(20)", 1))
    text = orders.read_text()
    orders.write_text(text + '\ntable "gone" {\n  schema = schema.nowhere\n}\n')
    for is_broken in (True, False):
        if not is_broken:
            table = text.index('table "order_lines"')
            orders.write_text(text[:table] + text[table:].replace("null = false", "null = true", 1))
        asked = [PROGRAM, "check", "--from", "git:HEAD", "--format", "json", "--hints", str(folder)]
        listed = json.loads(subprocess.run(asked, cwd=folder, capture_output=True, text=True).stdout)
        told = set()
        for it in listed["findings"]:
            at = it["range"]["start"]
            told.add((pathlib.Path(it["file"]).name, it["code"], it["message"], at["line"] - 1, at["column"] - 1))
        # Columns are bytes on the command line.
        client = start(plain(folder, general={"positionEncodings": ["utf-8"]}, textDocument={"diagnostic": {}}))
        shown = None
        for _ in range(100):
            shown = set()
            for path in folder.rglob("*.hcl"):
                report = client.request("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}})
                for it in report["items"]:
                    at = it["range"]["start"]
                    message = it["message"] if isinstance(it["message"], str) else it["message"]["value"]
                    shown.add((path.name, it["code"], message, at["line"], at["character"]))
            if shown == told:
                break
            time.sleep(0.1)
        expect(shown == told, sorted(shown ^ told))
        expect(is_broken or any(code.startswith("PG") for _, code, *_ in told), told)
        expect(client.stop() == 0, "exit status")


def main():
    tests = [it for name, it in globals().items() if name.startswith("test_")]
    wanted = sys.argv[1:]
    passed, failed, skipped = 0, 0, 0
    for test in tests:
        if wanted and test.__name__ not in wanted:
            continue
        try:
            test()
        except Skip as why:
            skipped += 1
            print(f"SKIP {test.__doc__}: {why}")
        except Exception as error:  # noqa: BLE001 - any failure of one test must not stop the others
            failed += 1
            print(f"FAIL {test.__doc__}: {type(error).__name__}: {error}")
        else:
            passed += 1
            print(f"ok   {test.__doc__}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed > 0)


main()
