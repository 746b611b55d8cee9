#!/usr/bin/env python3
"""The YAML language server with the schema of scenarios: what it completes, what it explains, what it marks. It takes npm and a network, so that
it is a target of its own (meson compile -C build editor) and no part of the suite.

usage: yaml_server.py CROSSROADS TOP [SERVER]    without SERVER it is installed from npm into a temporary folder"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM, TOP = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
VERSION = "1.25.0"
bad = []


class Server:
    def __init__(self, command, folder):
        self.process = subprocess.Popen([*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.next, self.marks = 1, {}
        self.ask("initialize", {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": {
            "textDocument": {"hover": {"contentFormat": ["markdown"]}, "completion": {"completionItem": {"snippetSupport": True}},
                             "publishDiagnostics": {}}, "workspace": {"configuration": True}}})
        self.tell("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def read(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.marks[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            on = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
            self.send({"id": message["id"], "result": [on if i.get("section") == "yaml" else {} for i in message["params"]["items"]]})
        elif "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def ask(self, method, params):
        number, self.next = self.next, self.next + 1
        self.send({"id": number, "method": method, "params": params})
        while (message := self.read()).get("id") != number or "method" in message:
            pass
        return message.get("result")

    def open(self, path, text):
        uri = path.as_uri()
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        while uri not in self.marks:
            self.read()
        return uri, self.marks[uri]

    def at(self, method, uri, line, column):
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}})


HEAD = "# yaml-language-server: $schema=./scenario.schema.json\n"
GOOD = HEAD + """crossroads: 1
start: a
nodes:
  a:
    ask: Q?
    chance:
      go: {weight: 60%, then: e}
      stay:
        weight: rest
        then: e
        
outcomes: {e: E}
"""


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        command = sys.argv[3:]
        if not command:
            subprocess.run(["npm", "install", "--no-fund", "--no-audit", f"yaml-language-server@{VERSION}"], cwd=folder, check=True,
                           capture_output=True, timeout=300)
            command = [str(folder / "node_modules" / ".bin" / "yaml-language-server")]
        subprocess.run([PROGRAM, "export", "schema", "-o", str(folder / "scenario.schema.json")], check=True)
        server = Server(command, folder)
        uri, marks = server.open(folder / "good.yaml", GOOD)
        if marks:
            bad.append(f"a good file is marked: {marks}")
        offered = {i["label"] for i in server.at("completion", uri, 11, 8)["items"]}
        wanted = {"label", "when", "change", "set", "payoff", "shift", "because"}
        if not wanted <= offered or offered & {"weight", "then", "ask"}:
            bad.append(f"completion in a branch: {sorted(offered)}")
        hover = json.dumps(server.at("hover", uri, 9, 10) or "")
        if "relative" not in hover or "rest" not in hover:
            bad.append(f"hover on weight: {hover}")
        bundled = sorted((TOP / "scenarios").glob("*.yaml")) + sorted((TOP / "scenarios" / "classics").glob("*.yaml"))
        for path in bundled:
            text = path.read_text(encoding="utf-8").split("\n", 1)[1]
            _, marks = server.open(folder / path.name, HEAD + text)
            if marks:
                bad.append(f"{path.name} is marked: {marks[0]['message']} in line {marks[0]['range']['start']['line'] + 1}")
        marked, files = 0, [p for p in sorted((TOP / "tests" / "data" / "bad").glob("E*.yaml")) if int(p.name[1:4]) >= 30 or p.name[:4] == "E003"]
        silent = []
        for path in files:
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            _, marks = server.open(folder / path.name, HEAD + text)
            marked += bool(marks)
            silent += [] if marks else [path.stem]
        print(f"completion in a branch: {len(offered)} items; hover: {len(hover)} bytes; {len(bundled)} bundled files without a mark wanted")
        print(f"bad files: {marked} of {len(files)} marked; not, since it takes meaning: {' '.join(silent)}")
        for stem in "E003_unknown_key", "E081_missing_key", "E082_wrong_kind":
            if stem in silent:
                bad.append(f"{stem} is not marked")
        server.process.kill()
    print("\n".join(bad) if bad else "the server knows the language")
    sys.exit(bool(bad))


main()
