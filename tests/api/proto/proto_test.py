#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares proto/keyward with the models of the botocore at hand: says what is newer on either side, and fails where
both know a member and disagree about its type, or where the generator does not keep numbers."""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve()
ROOT = HERE.parents[3]
sys.path[:0] = [str(HERE.parents[1]), str(ROOT / "tools")]
import python_with_botocore  # noqa: E402

python_with_botocore.require()
import botocore  # noqa: E402
from protogen.build import Builder  # noqa: E402
from protogen.existing import ProtoFile, read  # noqa: E402
from protogen.model import Model, data_directory  # noqa: E402
from protogen.pattern import NotTranslatable, translate  # noqa: E402
from protogen.render import render  # noqa: E402

WRITTEN_WITH = "1.43.11"  # as tools/build_proto.py says
FAULTS = []


def check(holds, what):
    if not holds:
        FAULTS.append(what)


def lenient_builder(listing):
    """What the model at hand says of the listing's operations, whichever of them it has; not of texts' rules."""
    model = Model(data_directory(), listing["model"])
    for shape in model.shapes.values():
        shape.pop("pattern", None)
    listing = dict(listing, operations=[name for name in listing["operations"] if name in model.operations],
                   enum_order={}, quiet=[])
    builder = Builder(model, listing)
    for name in listing["operations"]:
        builder.operation(name, model.operations[name])
    return builder


def compare(service):
    listing = json.loads((ROOT / "tools" / "operations" / f"{service}.json").read_text())
    path = ROOT / "proto" / "keyward" / service / "v1" / f"{service}.proto"
    committed = read(path)
    builder = lenient_builder(listing)
    check(committed.methods == listing["operations"], f"{service}: the .proto's operations are not the listing's")
    ours, theirs = [], [name for name in listing["operations"] if name not in builder.listing["operations"]]
    shared = 0
    for name, (fields, _) in builder.messages.items():
        known = committed.messages.get(name)
        if known is None:
            ours.append(name)
            continue
        here = {field.aws_name: field for field in fields}
        ours += [f"{name}.{field}" for field in here if field not in known.fields]
        theirs += [f"{name}.{field}" for field in known.fields if field not in here]
        for field in here.keys() & known.fields.keys():
            shared += 1
            kind = known.fields[field][1].removeprefix("optional ")
            check(kind == here[field].kind, f"{name}.{field} is {kind} here and {here[field].kind} in the model")
    print(f"{service}: {shared} members agree; {len(theirs)} are newer in the .proto, {len(ours)} in the model")
    for title, names in (("newer in the .proto", theirs), ("newer in the model", ours)):
        if names:
            print(f"  {title}: {', '.join(names)}")
    check(shared > 0, f"{service}: nothing was compared")
    if botocore.__version__ == WRITTEN_WITH:
        text = render(Builder(Model(data_directory(), listing["model"]), listing).build(), service, committed)
        check(text == path.read_text(), f"{service}: tools/build_proto.py writes another file than the committed one")


class FakeModel:
    metadata = {"serviceId": "T", "protocol": "query", "apiVersion": "1", "endpointPrefix": "t", "xmlNamespace": "x"}

    def __init__(self, members):
        self.operations = {"Do": {"input": {"shape": "DoRequest"}}}
        self.shapes = {"DoRequest": {"type": "structure", "members": {name: {"shape": kind} for name, kind in members}},
                       "S": {"type": "string"}, "I": {"type": "integer"}}

    def result_keys(self, _operation):
        return set()


def generate(members, former):
    listing = {"model": "t/1", "service": "TService", "operations": ["Do"]}
    return render(Builder(FakeModel(members), listing).build(), "t", ProtoFile(former))


def numbers_are_kept():
    first = generate([("A", "S"), ("B", "S"), ("C", "S")], "")
    check(generate([("A", "S"), ("B", "S"), ("C", "S")], first) == first, "the same model gives another file")
    second = generate([("N", "S"), ("C", "S"), ("A", "S")], first)
    fields = ProtoFile(second).messages["DoRequest"]
    numbers = {name: number for name, (number, _, _) in fields.fields.items()}
    check(numbers == {"A": 1, "C": 3, "N": 4}, f"numbers were not kept: {numbers}")
    check(fields.reserved == {2: "b"}, f"the removed field is not reserved: {fields.reserved}")
    third = generate([("C", "S"), ("B", "S")], second)
    fields = ProtoFile(third).messages["DoRequest"]
    check({name: row[0] for name, row in fields.fields.items()} == {"C": 3, "B": 5}, "a reserved number came back")
    check(sorted(fields.reserved) == [1, 2, 4], f"reserved numbers were lost: {fields.reserved}")
    try:
        generate([("A", "I")], first)
        check(False, "a field changed its type unnoticed")
    except SystemExit as refusal:
        check("would be optional int32" in str(refusal), f"the refusal says {refusal}")


def patterns_are_translated():
    cases = [(r"[\w+=,.@-]+", r"[\w+=,.@-]+"), (r"\u002F[\u0021-\u007F]*", r"\x{2F}[\x{21}-\x{7F}]*"),
             (r"[\s]", r"[\s\x{B}]"), (r"\s", r"[\s\x{B}]"), (r"a.b", r"a[^\n\r\x{85}\x{2028}\x{2029}]b"),
             (r"[.]", "[.]"), (r"\p{L}+", r"\p{L}+")]
    for java, re2 in cases:
        check(translate(java) == re2, f"{java} became {translate(java)}")
    for java in (r"a(?!b)", r"(?<=a)b", r"(a)\1", r"a++", r"[a&&b]", r"[a[b]]", r"[\u10000-\u10FFFF]", r"\Aa"):
        try:
            check(False, f"{java} became {translate(java)}")
        except NotTranslatable:
            pass


def main():
    print(f"botocore {botocore.__version__}")
    for listing in sorted((ROOT / "tools" / "operations").glob("*.json")):
        compare(listing.stem)
    numbers_are_kept()
    patterns_are_translated()
    print("\n".join(FAULTS))
    return 1 if FAULTS else 0


sys.exit(main())
