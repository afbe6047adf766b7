#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keyward configure: what it writes, and what it leaves as it was."""

import os
import pathlib
import pty
import select
import stat
import tempfile
import termios
import time
import unittest

from client_process import BINARY, Run

OTHERS = ("# mine \n[other]\r\naws_access_key_id=AKIDOTHER\naws_secret_access_key =   hidden-other ; old\n\n"
          "[dev]\n; before\naws_access_key_id = AKIDOLD # why\naws_secret_access_key=hidden-old\n"
          "aws_session_token = hidden-token\n# after")
ROOT = "[default]\naws_access_key_id = AKIDNEW0123456789\naws_secret_access_key = hidden-new\n"


class OnTerminal:
    """keyward on a terminal of its own; answers go one to each question, which ends in ": ". What it was asked, each
    with whether answers were shown; what stood on the terminal; its exit code."""

    def __init__(self, arguments, variables, answers):
        self.asked, self.shown = [], ""
        process, terminal = pty.fork()
        if process == 0:
            os.execve(BINARY, [BINARY, *arguments], variables)
        answers, end, seen = list(answers), time.monotonic() + 60, 0
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    some = os.read(terminal, 65536)
                except OSError:  # the other side is closed
                    some = b""
                if not some:
                    break
                self.shown += some.decode()
            elif self.shown[seen:].endswith(": ") and answers:
                shows = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
                self.asked.append((self.shown[seen:].strip().splitlines()[-1], shows))
                seen = len(self.shown)
                os.write(terminal, answers.pop(0).encode())
        self.echo = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
        self.code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.close(terminal)


class ConfigureTest(unittest.TestCase):
    def setUp(self):
        self.home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.credentials, self.config = self.home / ".aws" / "credentials", self.home / ".aws" / "config"
        self.root = self.home / "root-credentials"
        self.root.write_text(ROOT)

    def configure(self, *arguments, stdin="", **more):
        run = Run(["configure", *arguments], {"HOME": str(self.home), "AWS_EC2_METADATA_DISABLED": "true"} | more, stdin)
        self.assertNotIn("hidden", run.out + run.err)
        return run

    def done(self, *arguments, **more):
        run = self.configure(*arguments, **more)
        self.assertEqual((run.code, run.out, run.err), (0, "", ""))

    def refused(self, told, *arguments, **more):
        run = self.configure(*arguments, **more)
        self.assertEqual((run.code, run.out), (2, ""), run.err)
        self.assertIn(told, run.err)
        self.assertEqual(run.err.count("\n"), 1)

    def test_new_files_are_their_owners_alone(self):
        old = os.umask(0)
        try:
            self.done("--credentials-from", str(self.root), "--region", "eu-west-1", "--endpoint-url", "https://k:8443")
        finally:
            os.umask(old)
        self.assertEqual(self.credentials.read_text(), ROOT)
        self.assertEqual(self.config.read_text(), "[default]\nregion = eu-west-1\nendpoint_url = https://k:8443\n")
        self.assertEqual([stat.S_IMODE(path.stat().st_mode) for path in
                          (self.credentials, self.config, self.credentials.parent)], [0o600, 0o600, 0o700])
        self.assertEqual(sorted(path.name for path in self.credentials.parent.iterdir()), ["config", "credentials"])

    def test_everything_else_stays_byte_for_byte(self):
        self.credentials.parent.mkdir()
        self.credentials.write_bytes(OTHERS.encode())
        self.done("--profile", "dev", "--credentials-from", "-", stdin=ROOT)
        self.assertEqual(self.credentials.read_bytes().decode(), OTHERS.replace("AKIDOLD", "AKIDNEW0123456789")
                         .replace("hidden-old", "hidden-new").replace("aws_session_token = hidden-token\n", ""))
        before = self.credentials.read_bytes()
        self.done("--profile", "third", "--credentials-from", str(self.root))
        self.assertEqual(self.credentials.read_bytes(),
                         before + b"\n\n" + ROOT.replace("default", "third").encode())
        self.assertFalse(self.config.exists())

    def test_a_profile_gets_what_it_had_not(self):
        self.config.parent.mkdir()
        self.config.write_text("[profile dev]")
        self.done("--profile", "dev", "--region", "eu-west-1")
        self.assertEqual(self.config.read_text(), "[profile dev]\nregion = eu-west-1\n")
        self.config.write_text("[profile dev]\n# a\noutput = json\nregion =\n[default]\n")
        self.done("--region", "eu-west-2", "--endpoint-url", "http://localhost:1", AWS_PROFILE="dev")
        self.assertEqual(self.config.read_text(), "[profile dev]\nendpoint_url = http://localhost:1\n# a\n"
                         "output = json\nregion = eu-west-2\n[default]\n")

    def test_links_are_followed(self):
        self.credentials.parent.mkdir()
        target = self.home / "elsewhere"
        target.write_text(OTHERS)
        self.credentials.symlink_to(target)
        self.done("--credentials-from", str(self.root))
        self.assertTrue(self.credentials.is_symlink())
        self.assertIn("hidden-new", target.read_text())

    def test_what_is_wrong_changes_nothing(self):
        self.config.parent.mkdir()
        self.config.write_text("[profile dev]\nregion =\n  x = y\n")
        before = self.config.read_text()
        self.refused("`region` goes on in an indented line", "--profile", "dev", "--region", "eu-west-1")
        self.refused("the value of `region` cannot be written", "--region", "a #b")
        self.refused("the value of `region` cannot be written", "--region", " a")
        self.refused("the value of `region` cannot be written", "--region", "a\nb")
        self.refused("a profile cannot have this name", "--profile", "a]\n[b", "--region", "a")
        self.refused("FileNotFound", "--credentials-from", "/nonexistent")
        self.refused("has no profile `default` with keys", "--credentials-from", "-", stdin="[other]\n")
        self.refused("has half of an access key", "--credentials-from", "-", stdin="[default]\naws_access_key_id=A\n")
        self.refused("nothing to write: give --credentials-from")
        self.assertEqual(self.config.read_text(), before)
        self.config.write_text("[profile dev\n")
        self.refused("config:1`: a section ends with `]`", "--region", "eu-west-1")
        self.assertEqual(self.config.read_text(), "[profile dev\n")
        self.assertFalse(self.credentials.exists())

    def test_neither_file_changes_when_one_is_wrong(self):
        self.credentials.parent.mkdir()
        self.credentials.write_text("[dev\n")
        self.refused("credentials:1`: a section ends with `]`", "--credentials-from", str(self.root), "--region", "a")
        self.assertFalse(self.config.exists())
        self.credentials.unlink()
        self.config.write_text("[dev\n")
        self.refused("config:1`: a section ends with `]`", "--credentials-from", str(self.root), "--region", "a")
        self.assertFalse(self.credentials.exists())

    def test_the_terminal_is_asked_without_showing_the_secret(self):
        variables = {"HOME": str(self.home)}
        run = OnTerminal(["configure", "--profile", "dev"], variables,
                         ["AKIDTYPED\n", "hidden-typed\n", "eu-west-1\n", "\n"])
        self.assertEqual(run.asked, [("Access key id:", True), ("Secret access key (not shown):", False),
                                     ("Region (empty: as it is):", True), ("Endpoint URL (empty: as it is):", True)])
        self.assertEqual((run.code, run.echo), (0, True), run.shown)
        self.assertNotIn("hidden", run.shown)
        self.assertEqual(self.credentials.read_text(),
                         "[dev]\naws_access_key_id = AKIDTYPED\naws_secret_access_key = hidden-typed\n")
        self.assertEqual(self.config.read_text(), "[profile dev]\nregion = eu-west-1\n")

    def test_answers_that_are_none_write_nothing(self):
        for answers, told in ((["\n"], "an access key id is needed"), (["\x04"], "the question was not answered"),
                              (["A\n", "\n"], "InvalidCredentials: a secret access key has 1 to 1024 bytes"),
                              (["A\n", "hid den\n"], "InvalidCredentials: the secret access key of the terminal has"),
                              (["A\n", "hidden\n", "\x04"], "the question was not answered")):
            run = OnTerminal(["configure"], {"HOME": str(self.home)}, answers)
            self.assertEqual((run.code, run.echo), (2, True), run.shown)
            self.assertIn(told, run.shown)
            self.assertNotIn("hid", run.shown)
        interrupted = OnTerminal(["configure"], {"HOME": str(self.home)}, ["A\n", "\x03"])
        self.assertEqual((interrupted.code, interrupted.echo), (-2, True))
        self.assertFalse(self.credentials.parent.exists())

    def test_a_home_is_needed_to_know_where(self):
        self.refused("HOME is not set", "--region", "eu-west-1", HOME="")
        self.done("--region", "eu-west-1", HOME="", AWS_CONFIG_FILE=str(self.home / "c"),
                  AWS_SHARED_CREDENTIALS_FILE=str(self.home / "s"))
        self.assertEqual((self.home / "c").read_text(), "[default]\nregion = eu-west-1\n")

    def test_list_tells_where_things_come_from(self):
        self.assertEqual(self.configure("list").out, "profile: default (default)\naccess key id: not set\n"
                         "secret access key: not set\nregion: not set\nendpoint of sts: not set\nca bundle: not set\n")
        self.done("--profile", "dev", "--credentials-from", str(self.root), "--region", "eu-west-1")
        shown = self.configure("list", "--profile", "dev", AWS_ENDPOINT_URL="http://localhost:1")
        source = f"profile `dev` of {self.credentials}"
        self.assertEqual(shown.out, f"profile: dev (named)\naccess key id: ****6789 ({source})\n"
                         f"secret access key: **** ({source})\nregion: eu-west-1 (profile `dev` ({self.config}:2))\n"
                         "endpoint of sts: http://localhost:1 (AWS_ENDPOINT_URL)\nca bundle: not set\n")
        self.refused("ProfileNotFound", "list", "--profile", "none")
        self.refused("`configure list` takes --profile alone", "--region", "eu-west-1", "list")


if __name__ == "__main__":
    unittest.main(verbosity=2)
