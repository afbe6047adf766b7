#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command on a terminal of its own and answers what it asks there.

Usage: prompt.py ANSWER… -- COMMAND…

Each answer waits for a text that ends in ": " and is followed by a line end; ^C, ^D and ^Z are the keys, and
TERM is the signal. Nobody could continue the command, so that the system does not stop it at ^Z. Prints, one a line: `exit CODE` or `signal NUMBER`; `hidden yes` when nothing was shown
while each question waited; `echo on` when the terminal shows again afterwards; then all output."""

import os
import pty
import select
import signal
import sys
import termios
import time

KEYS = {"^C": b"\x03", "^D": b"\x04", "^Z": b"\x1a"}


def echoes(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def read_some(terminal, seconds):
    ready, _, _ = select.select([terminal], [], [], seconds)
    if not ready:
        return None
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other side is closed
        return b""


def main():
    split = sys.argv.index("--")
    answers, command = sys.argv[1:split], sys.argv[split + 1:]
    process, terminal = pty.fork()
    if process == 0:
        os.execv(command[0], command)
    output, hidden, asked = b"", True, 0
    end = time.monotonic() + 60
    while time.monotonic() < end:
        some = read_some(terminal, 0.1)
        if some == b"":
            break
        output += some or b""
        if asked < len(answers) and output.endswith(b": "):
            hidden = hidden and not echoes(terminal)
            answer = answers[asked]
            asked += 1
            output += b"\n"
            if answer == "TERM":
                os.kill(process, signal.SIGTERM)
            else:
                os.write(terminal, KEYS.get(answer, answer.encode() + b"\n"))
    echo = echoes(terminal)
    _, status = os.waitpid(process, 0)
    print(f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}")
    print(f"hidden {'yes' if hidden and asked == len(answers) else 'no'}")
    print(f"echo {'on' if echo else 'off'}")
    print(output.decode(errors="replace"))


main()
