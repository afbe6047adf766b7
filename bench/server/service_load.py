#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a signed GetCallerIdentity costs beside a bare echo of the same front door, in turns and in one run; how long a
start takes, and how much memory an idle server. Usage: service_load.py BIN_DIR (with keyward, http_bench, http_load).
KEYWARD_BENCH_SECONDS (5) is how long each row takes."""

import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "api"))
import python_with_botocore  # noqa: E402

python_with_botocore.require()
from botocore.auth import SigV4Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402

ROUNDS = 3
CONNECTIONS = 32
SECONDS = int(os.environ.get("KEYWARD_BENCH_SECONDS", "5"))
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Server:
    def __init__(self, process, port):
        self.process, self.port = process, port

    def cpu(self):
        """Seconds of CPU that it has taken."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident(self):
        return int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_echo(programs):
    process = subprocess.Popen([programs / "http_bench", "serve"], stdout=subprocess.PIPE, text=True)
    return Server(process, int(process.stdout.readline()))


def start_keyward(programs, data):
    """Starts it, and returns it with the seconds until it served."""
    begun = time.monotonic()
    process = subprocess.Popen([programs / "keyward", "serve", "--dev", "--data-dir", str(data),
                                "--http", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    port = None
    for text in process.stderr:
        line = json.loads(text)
        if line["message"] == "listening":
            port = int(line["address"].rsplit(":", 1)[1])
        if line["message"] == "serving":
            return Server(process, port), time.monotonic() - begun
    raise RuntimeError("keyward serve did not start")


def signed_request(data, port):
    """GetCallerIdentity as bytes, good for a quarter of an hour."""
    lines = dict(line.split(" = ", 1) if " = " in line else line.split("=", 1)
                 for line in (data / "root-credentials").read_text().splitlines() if "=" in line)
    request = AWSRequest("POST", f"http://127.0.0.1:{port}/", data="Action=GetCallerIdentity&Version=2011-06-15",
                         headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"})
    SigV4Auth(Credentials(lines["aws_access_key_id"].strip(), lines["aws_secret_access_key"].strip()), "sts",
              "us-east-1").add_auth(request)
    made = request.prepare()
    headers = {"Host": f"127.0.0.1:{port}", **made.headers}
    text = "".join(f"{name}: {value.decode() if isinstance(value, bytes) else value}\r\n"
                   for name, value in headers.items())
    return f"POST / HTTP/1.1\r\n{text}\r\n{made.body}".encode()


def drive(programs, server, request):
    """Returns requests a second, and microseconds of the server's CPU for each."""
    before = server.cpu()
    done = subprocess.run([programs / "http_load", str(server.port), str(CONNECTIONS), str(SECONDS)], input=request,
                          capture_output=True, check=True)
    answered = int(done.stdout)
    return answered / SECONDS, (server.cpu() - before) * 1e6 / answered


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="keyward-bench-") as folder:
        data = pathlib.Path(folder) / "data"
        first, first_start = start_keyward(programs, data)
        first.stop()
        starts = []
        for _ in range(5):
            server, seconds = start_keyward(programs, data)
            starts.append(seconds)
            server.stop()
        server, _ = start_keyward(programs, data)
        idle = server.resident()
        echo = start_echo(programs)
        request = signed_request(data, server.port)
        rows = []
        for _ in range(ROUNDS):
            rows.append((drive(programs, echo, request), drive(programs, server, request)))
        loaded = server.resident()
        echo.stop()
        server.stop()
    print(f"first start to serving      {first_start * 1000:8.0f} ms")
    print(f"start to serving, median    {statistics.median(starts) * 1000:8.0f} ms")
    print(f"resident, idle              {idle / 2**20:8.1f} MiB")
    print(f"resident, after the load    {loaded / 2**20:8.1f} MiB")
    print(f"{'':16}{'requests/s':>12}{'server CPU us each':>20}")
    for index, name in enumerate(("echo", "GetCallerIdentity")):
        print(f"{name:16}{statistics.median(row[index][0] for row in rows):12.0f}"
              f"{statistics.median(row[index][1] for row in rows):20.1f}")
    print("throughput, of the echo's   "
          f"{statistics.median(mine[0] / bare[0] for bare, mine in rows) * 100:8.0f} %")
    print("CPU beyond the echo's       "
          f"{statistics.median(mine[1] - bare[1] for bare, mine in rows):8.1f} us")


main()
