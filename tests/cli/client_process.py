# SPDX-License-Identifier: Apache-2.0
"""The real keyward as a client, and fake endpoints for what is no Keyward."""

import http.server
import json
import os
import subprocess
import threading

BINARY = os.environ["KEYWARD_BINARY"]


class Run:
    """What a command did: exit code, standard output, standard error."""

    def __init__(self, arguments, variables=None, stdin=""):
        done = subprocess.run([BINARY, *arguments], env=variables or {}, input=stdin, capture_output=True,
                              text=True, timeout=120)
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def json(self):
        assert self.code == 0, self.err
        return json.loads(self.out)


class Fake:
    """with Fake(answer) as fake: an HTTP server that answers answer(request) = (status, body[, headers])
    and keeps what it was asked; a request has method, path, headers (a dict in lower case) and body."""

    def __init__(self, answer):
        self.requests, self._answer = [], answer
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_one(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                request = {"method": self.command, "path": self.path, "body": body,
                           "headers": {name.lower(): value for name, value in self.headers.items()}}
                fake.requests.append(request)
                status, text, *headers = fake._answer(request)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                try:
                    self.wfile.write(text.encode())
                except OSError:
                    pass  # the client has seen enough

            do_GET = do_POST = do_PUT = handle_one

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def unused_port():
    with Fake(lambda request: (200, "")) as fake:
        return fake.port
