#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs js_sdk.mjs, the AWS SDK for JavaScript's part, against a server of its own."""

import os
import pathlib
import shutil
import subprocess
import sys

from keyward_server import KeywardServer

HERE = pathlib.Path(__file__).resolve().parent
# Where `./dev test` puts what package.json names, and a Node.js that the SDK takes if there is none.
MODULES = pathlib.Path(os.environ.get("KEYWARD_CLIENT_MODULES", HERE.parents[1] / "build" / "clients"))
LEAST = 20


def major(program):
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(version.lstrip("v").split(".")[0])


def find_node():
    for program in (shutil.which("node"), MODULES / "node" / "node_modules" / ".bin" / "node"):
        if program and pathlib.Path(program).exists() and major(program) >= LEAST:
            return program
    return None


def main():
    node = find_node()
    if node is None or not (MODULES / "node_modules" / "@aws-sdk").is_dir():
        print(f"skipped: needs Node.js {LEAST} and the modules of tests/clients/package.json in {MODULES}")
        return 77
    # Modules are looked for beside the script that asks for them.
    script = MODULES / "js_sdk.mjs"
    shutil.copyfile(HERE / "js_sdk.mjs", script)
    with KeywardServer() as server:
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "KEYWARD_URL": server.url,
                       "AWS_SHARED_CREDENTIALS_FILE": str(server.directory / "root-credentials"),
                       "AWS_REGION": "eu-west-1"}
        return subprocess.run([node, "--test", str(script)], env=environment, timeout=300).returncode


sys.exit(main())
