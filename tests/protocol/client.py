"""A language client of the plainest kind: writes and reads messages, checks every one, remembers the rest."""

import json
import queue
import subprocess
import threading

PATIENCE = 30


class Client:
    def __init__(self, command, model=None, env=None, answers=True):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
        self.model = model
        self.answers = answers
        self.violations = []
        self.checked = 0
        self.notifications = []
        self.requests = []
        self.results = {}
        self.pending = {}
        self.last_id = 0
        self.inbox = queue.Queue()
        self.lock = threading.Lock()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        stream = self.process.stdout
        while True:
            length = None
            while line := stream.readline().strip():
                name, value = line.split(b":", 1)
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                self.inbox.put(None)
                return
            self.inbox.put(json.loads(stream.read(length)))

    def write(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        with self.lock:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()

    def check(self, violations):
        self.checked += 1
        self.violations += violations

    def send(self, method, params=None):
        self.last_id += 1
        self.pending[self.last_id] = method
        if self.model:
            self.check([f"ours: {it}" for it in self.model.params(method, params)])
        self.write({"id": self.last_id, "method": method, **({} if params is None else {"params": params})})
        return self.last_id

    def notify(self, method, params=None):
        if self.model:
            self.check([f"ours: {it}" for it in self.model.params(method, params)])
        self.write({"method": method, **({} if params is None else {"params": params})})

    def take(self, message):
        if message is None:
            raise EOFError("the server is gone")
        if "method" not in message:
            method = self.pending.pop(message["id"], None)
            if method is None:
                self.check([f"an answer nobody asked for: {message}"])
            elif ("result" in message) == ("error" in message):
                self.check([f"{method}: needs either a result or an error"])
            elif "result" in message and self.model:
                self.check(self.model.result(method, message["result"]))
            self.results[message["id"]] = message
            return
        if self.model:
            self.check(self.model.params(message["method"], message.get("params")))
        if "id" not in message:
            self.notifications.append(message)
            return
        self.requests.append(message)
        if self.answers:
            result = [None] * len(message["params"]["items"]) if message["method"] == "workspace/configuration" else None
            self.write({"id": message["id"], "result": result})

    def answer(self, id, patience=PATIENCE):
        while id not in self.results:
            self.take(self.inbox.get(timeout=patience))
        return self.results.pop(id)

    def request(self, method, params=None):
        return self.answer(self.send(method, params)).get("result")

    def notification(self, method, wanted=lambda params: True):
        while True:
            for it in self.notifications:
                if it["method"] == method and wanted(it["params"]):
                    self.notifications.remove(it)
                    return it["params"]
            self.take(self.inbox.get(timeout=PATIENCE))

    def stop(self):
        """Ends the session as a client should; the exit status."""
        self.request("shutdown")
        self.write({"method": "exit"})
        return self.process.wait(timeout=PATIENCE)
