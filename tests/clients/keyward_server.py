# SPDX-License-Identifier: Apache-2.0
"""A keyward serve of its own for a test: dev mode, free loopback ports, stopped by its pid."""

import configparser
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time


class Credentials:
    def __init__(self, key_id, secret, token=None):
        self.key_id, self.secret, self.token = key_id, secret, token


class KeywardServer:
    """with KeywardServer() as server: server.url, server.doors, server.root, server.directory"""

    account = "111122223333"

    def __init__(self, *flags):
        self._flags = flags
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="keyward-clients-"))
        self.directory = self._folder / "data"

    def __enter__(self):
        log = self._folder / "log"
        with open(log, "wb") as stderr:
            self._process = subprocess.Popen(
                [os.environ["KEYWARD_BINARY"], "serve", "--dev", "--data-dir", str(self.directory),
                 "--http", "127.0.0.1:0", *self._flags],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr)
        self.log = log
        try:
            self.doors = self._wait_for_doors()
            self.url = "http://" + self.doors["http"]
        except BaseException:
            self.__exit__()
            raise
        self.root = self._read_root()
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.status = self._process.returncode
        shutil.rmtree(self._folder, ignore_errors=True)

    def lines(self):
        """What the server has logged so far: one JSON object a line."""
        text = self.log.read_text()
        return [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]

    def audit(self):
        return [json.loads(line) for line in (self.directory / "audit.log").read_text().splitlines()]

    def request(self, method, path, body=None, headers=None):
        """Sends a request as it is and returns status and body."""
        host = self.url.split("//")[1]
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def _wait_for_doors(self):
        """The addresses that the server listens on, once it serves."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            lines = self.lines()
            if any(line["message"] == "serving" for line in lines):
                return {line["door"]: line["address"] for line in lines if line["message"] == "listening"}
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError("keyward serve did not come up:\n" + self.log.read_text())

    def _read_root(self):
        file = configparser.ConfigParser()
        file.read(self.directory / "root-credentials")
        profile = file["default"]
        return Credentials(profile["aws_access_key_id"], profile["aws_secret_access_key"])
