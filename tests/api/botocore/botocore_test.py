#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives the wires with botocore: its serializer writes requests that ours must read, its parser reads answers that
ours wrote, for every operation that both know, with generated members. Usage: botocore_test.py WIRE_PEER"""

import base64
import datetime
import json
import pathlib
import random
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve()
ROOT = HERE.parents[3]
sys.path[:0] = [str(HERE.parents[1]), str(ROOT / "tools")]
import python_with_botocore  # noqa: E402

python_with_botocore.require()
import botocore  # noqa: E402
import botocore.parsers  # noqa: E402
import botocore.serialize  # noqa: E402
from botocore.model import ServiceModel  # noqa: E402
from protogen.existing import read  # noqa: E402
from protogen.model import data_directory, read_json  # noqa: E402

ROUNDS = 6
CHARACTERS = "abzAZ09 .:/=+-_@,&<>\"'%;é€🔑\t"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Peer:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, verb, service, what, data):
        if isinstance(data, str):
            data = data.encode()
        self.process.stdin.write(f"{verb} {service} {what} {base64.b64encode(data).decode() or '-'}\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().split()
        if not words:
            raise SystemExit(f"the peer died of {verb} {service} {what} {data!r}")
        if words[0] != "ok":
            return words[1], unarmor(words[2]).decode()
        return [words[0]] + words[1:-1] + [unarmor(words[-1])]


def unarmor(word):
    return b"" if word == "-" else base64.b64decode(word)


class Generator:
    """Makes members of a shape that its rules allow, of those that our message has."""

    def __init__(self, seed, messages):
        self.random = random.Random(seed)
        self.messages = messages

    def structure(self, shape, message, all_members):
        members = {}
        fields = self.messages[message].fields
        for name, member in shape.members.items():
            if name not in fields:
                continue
            wanted = all_members or name in shape.required_members or self.random.random() < 0.5
            if wanted:
                members[name] = BY_NAME.get(name) or self.value(member, field_message(fields[name][1]), all_members)
        return members

    def value(self, shape, message, all_members):
        kind = shape.type_name
        if kind == "structure":
            # A query request has no way to hold a structure without members.
            return self.structure(shape, message, True)
        if kind == "list":
            bounds = shape.metadata
            size = self.size(bounds.get("min", 0), bounds.get("max", 3), 3)
            message = field_message(self.messages[message].fields["member"][1]) if in_map(message) else message
            return [self.value(shape.member, message, all_members) for _ in range(max(size, 1))]
        if kind == "map":
            keys = {self.value(shape.key, None, all_members) for _ in range(self.random.randint(1, 3))}
            return {key: self.value(shape.value, f"map {message}" if shape.value.type_name == "list" else message,
                                    all_members) for key in sorted(keys)}
        return getattr(self, kind)(shape)

    def size(self, low, high, most):
        return self.random.randint(low, max(low, min(high, low + most)))

    def string(self, shape):
        if shape.enum:
            return self.random.choice(shape.enum)
        size = self.size(shape.metadata.get("min", 0), shape.metadata.get("max", 40), 40)
        pattern = shape.metadata.get("pattern")
        if pattern:
            return sample(pattern, size)
        return "".join(self.random.choice(CHARACTERS) for _ in range(size))

    def blob(self, shape):
        size = self.size(shape.metadata.get("min", 0), shape.metadata.get("max", 40), 40)
        return bytes(self.random.randrange(256) for _ in range(size))

    def integer(self, shape):
        return self.random.randint(shape.metadata.get("min", -(2**31)), shape.metadata.get("max", 2**31 - 1))

    def long(self, shape):
        return self.random.randint(shape.metadata.get("min", -(2**63)), shape.metadata.get("max", 2**63 - 1))

    def boolean(self, _shape):
        return self.random.random() < 0.5

    def timestamp(self, _shape):
        return EPOCH + datetime.timedelta(seconds=self.random.randrange(4 * 10**9))


# Members whose pattern older models lack, or that no rule of the generator fits.
BY_NAME = {"CloudHsmClusterId": "cluster-abcdefghijk", "Duration": "13h",
           "XksProxyVpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0example"}
# Texts for the patterns that letters or digits alone do not match.
SAMPLES = {
    r"((/[A-Za-z0-9\.,\+@=_-]+)*)/": "/division/",
    r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)": "/division/",
    r"(\u002F)|(\u002F[\u0021-\u007F]+\u002F)": "/division/",
    r"\u002F[\u0021-\u007F]*": "/division/",
    r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?": "v12",
    r"^([a-z]+-)+\d+$": "eu-west-1",
    r"^([a-z]+-){2,3}\d+$": "eu-west-1",
    r"^https://[a-zA-Z0-9.-]+$": "https://proxy.example.com",
    r"^p-[0-9a-zA-Z_]{8,128}$": "p-12345678",
    r"^r-[0-9a-z]{4,32}$": "r-1234",
    r"^o-[a-z0-9]{10,32}$": "o-1234567890",
    r"^car-[a-z0-9]{8,32}$": "car-12345678",
    r"[^\s@]+@[^\s@]+\.[^\s@]+": "someone@example.com",
    r"^(r-[0-9a-z]{4,32})|(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$": "123456789012",
    r"^(/[a-zA-Z0-9\/_-]+/kms/xks/v\d{1,2})$|^(/kms/xks/v\d{1,2})$": "/kms/xks/v1",
}


def sample(pattern, size):
    if pattern in SAMPLES:
        return SAMPLES[pattern]
    if "12}" in pattern:
        return "123456789012"
    if r"\d" in pattern:
        return "7" * size
    if pattern in ("[A-Z0-9]+", "^[A-Z2-7]+$"):
        return "A" * max(size, 1)
    return "a" * max(size, 1)


def field_message(kind):
    """The message that a field of this protobuf type is about."""
    if kind.startswith("map<"):
        kind = kind[4:-1].split(", ")[1]
    return kind.split(" ")[-1]


def in_map(message):
    return isinstance(message, str) and message.startswith("map ")


def plain(value):
    """A value as our JSON shows it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return (value - EPOCH).total_seconds()
    return value


def urlencode(body):
    from urllib.parse import urlencode as encode

    return encode(body) if isinstance(body, dict) else body


class Service:
    def __init__(self, name, peer):
        self.name, self.peer = name, peer
        listing = json.loads((ROOT / "tools" / "operations" / f"{name}.json").read_text())
        model = read_json(data_directory() / listing["model"], "service-2")
        self.model = ServiceModel(model, name)
        self.shapes = model["shapes"]
        self.proto = read(ROOT / "proto" / "keyward" / name / "v1" / f"{name}.proto")
        # Lists within maps have messages of their own; the generator asks for them by "map NAME".
        self.messages = dict(self.proto.messages)
        self.messages.update({f"map {key}": message for key, message in self.proto.messages.items()})
        protocol = self.model.metadata["protocol"]
        self.serializer = botocore.serialize.create_serializer(protocol, include_validation=True)
        self.parser = botocore.parsers.create_parser(protocol)
        self.operations = [name for name in listing["operations"] if name in self.model.operation_names]
        text = (ROOT / "proto" / "keyward" / name / "v1" / f"{name}.proto").read_text()
        self.errors_here = set(re.findall(r'errors: {shape: "(\w+)"', text))
        self.checked = 0
        self.faults = []

    def fail(self, text):
        self.faults.append(f"{self.name}: {text}")

    def request(self, operation, generator, all_members):
        model = self.model.operation_model(operation)
        shape = model.input_shape
        members = generator.structure(shape, f"{operation}Request", all_members) if shape else {}
        body = urlencode(self.serializer.serialize_to_request(members, model)["body"])
        answer = self.peer.ask("request", self.name, operation, body)
        if answer[0] != "ok":
            return self.fail(f"{operation} was refused: {answer[0]}: {answer[1]} for {members}")
        self.same(operation, json.loads(answer[1]), plain(members))

    def response(self, operation, generator, all_members):
        model = self.model.operation_model(operation)
        shape = model.output_shape
        members = generator.structure(shape, f"{operation}Response", all_members) if shape else {}
        answer = self.peer.ask("response", self.name, operation, json.dumps(plain(members)))
        if answer[0] != "ok":
            return self.fail(f"{operation}'s answer was refused: {answer[0]}: {answer[1]} for {members}")
        parsed = self.parser.parse({"body": answer[1], "status_code": 200, "headers": {}}, shape)
        metadata = parsed.pop("ResponseMetadata")
        if self.model.metadata["protocol"] == "query" and metadata["RequestId"] != "request-id":
            self.fail(f"{operation}'s answer lost its request id")
        # Empty lists that stand in every answer.
        parsed = {key: value for key, value in parsed.items() if key in members or value != []}
        self.same(operation, plain(parsed), plain(members))

    def same(self, operation, got, wanted):
        self.checked += 1
        if got != wanted:
            self.fail(f"{operation}: {got} is not {wanted}")

    def errors(self):
        message = "a <message> & \"more\"\n\u20ac"
        for shape in self.model.error_shapes:
            query = self.model.metadata["protocol"] == "query"
            error = shape.metadata.get("error", {})
            code = error.get("code", shape.name) if query else shape.name
            answer = self.peer.ask("fault", self.name, shape.name, message)
            if shape.name not in self.errors_here:
                continue
            response = {"body": answer[2], "status_code": int(answer[1]), "headers": {}}
            parsed = self.parser.parse(response, None)
            self.checked += 1
            if parsed["Error"]["Code"] != code or parsed["Error"]["Message"] != message:
                self.fail(f"{shape.name} came as {parsed['Error']}")
            # Older models do not mark every fault.
            status = error.get("httpStatusCode", 500 if self.shapes[shape.name].get("fault") else None)
            if int(answer[1]) != (status or int(answer[1])):
                self.fail(f"{shape.name} has status {answer[1]}, not {status}")

    def run(self):
        for operation in self.operations:
            for turn in range(ROUNDS):
                generator = Generator(f"{self.name}.{operation}.{turn}", self.messages)
                self.request(operation, generator, turn == 0)
                self.response(operation, generator, turn == 0)
        self.errors()
        print(f"{self.name}: {len(self.operations)} operations, {self.checked} comparisons, {len(self.faults)} faults")


def main():
    peer = Peer(sys.argv[1])
    print(f"botocore {botocore.__version__}")
    faults = []
    for name in ("iam", "kms", "organizations", "secretsmanager", "sts"):
        service = Service(name, peer)
        service.run()
        faults += service.faults
        if not service.checked:
            faults.append(f"{name}: nothing was compared")
    for fault in faults[:20]:
        print(fault[:1500])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
