# SPDX-License-Identifier: Apache-2.0
"""Reads a .proto file that build_proto.py wrote: which numbers and types its fields have."""

import re

MESSAGE = re.compile(r"^message (\w+) \{(\})?$")
FIELD = re.compile(r'^  (optional |repeated )?(map<[^>]+>|[\w.]+) (\w+) = (\d+) \[json_name = "([^"]+)"')
RESERVED_NUMBER = re.compile(r"^  reserved ((?:\d+(?:, )?)+);$")
RESERVED_NAME = re.compile(r'^  reserved ((?:"\w+"(?:, )?)+);$')
METHOD = re.compile(r"^  rpc (\w+)\((\w+)\) returns \((\w+)\)")


class Message:
    def __init__(self):
        self.fields = {}  # AWS's name -> (number, type, protobuf name)
        self.reserved = {}  # number -> protobuf name

    def next_number(self):
        return max([number for number, _, _ in self.fields.values()] + list(self.reserved) + [0]) + 1


class ProtoFile:
    def __init__(self, text):
        self.messages = {}
        self.methods = []
        message = None
        numbers = []
        for line in text.splitlines():
            if found := MESSAGE.match(line):
                message = self.messages[found.group(1)] = Message()
            elif found := METHOD.match(line):
                self.methods.append(found.group(1))
            elif message is None:
                continue
            elif found := FIELD.match(line):
                kind = (found.group(1) or "") + found.group(2)
                message.fields[found.group(5)] = (int(found.group(4)), kind, found.group(3))
            elif found := RESERVED_NUMBER.match(line):
                numbers = [int(number) for number in found.group(1).split(", ")]
            elif found := RESERVED_NAME.match(line):
                names = [name.strip('"') for name in found.group(1).split(", ")]
                message.reserved = dict(zip(numbers, names))


def read(path):
    return ProtoFile(path.read_text() if path.exists() else "")
