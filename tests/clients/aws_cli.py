# SPDX-License-Identifier: Apache-2.0
"""Debian's aws command, unmodified, against a server."""

import json
import os
import pathlib
import re
import subprocess

PROGRAM = "/usr/bin/aws"


class Refused(Exception):
    """An error that the service answered."""

    def __init__(self, code, operation, message):
        super().__init__(f"{code}: {message}")
        self.code, self.operation, self.message = code, operation, message


class AwsCli:
    def __init__(self, url, credentials, region="us-east-1"):
        self._url = url
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "AWS_ACCESS_KEY_ID": credentials.key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.secret,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }
        if credentials.token:
            self._environment["AWS_SESSION_TOKEN"] = credentials.token

    def __call__(self, *arguments):
        """Runs `aws ARGUMENTS` and returns what it prints, parsed; None when that is nothing."""
        done = subprocess.run([PROGRAM, *arguments, "--endpoint-url", self._url, "--output", "json"],
                              env=self._environment, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            error = re.search(r"An error occurred \((\w+)\) when calling the (\w+) operation"
                              r"(?: \(.*?\))?: (.*)", done.stderr, re.DOTALL)
            if not error:
                raise RuntimeError(f"aws {' '.join(arguments)}: {done.stderr}")
            raise Refused(error[1], error[2], error[3].strip())
        return json.loads(done.stdout) if done.stdout.strip() else None


def missing():
    """Why these tests cannot run here; None when they can."""
    if not pathlib.Path(PROGRAM).exists():
        return "Debian's awscli is not installed"
    return None
