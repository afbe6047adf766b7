#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes proto/keyward/SERVICE/v1/SERVICE.proto from AWS's service model for each tools/operations/SERVICE.json.

usage: tools/build_proto.py [--models DIR] [SERVICE…]

Models are those of the botocore that python3 imports, or under DIR (a botocore/data folder). The committed files
were written with botocore 1.43.11 (`pip install botocore==1.43.11`). Numbers of fields that exist are kept, new
fields come after them, removed ones are reserved. Only facts are taken: names, types, bounds, patterns, codes."""

import argparse
import json
import pathlib
import sys

from protogen.build import Builder
from protogen.existing import read
from protogen.model import Model, data_directory
from protogen.render import render

ROOT = pathlib.Path(__file__).resolve().parent.parent


def proto_path(service):
    return ROOT / "proto" / "keyward" / service / "v1" / f"{service}.proto"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=pathlib.Path)
    parser.add_argument("services", nargs="*")
    arguments = parser.parse_args()
    data = arguments.models or data_directory()
    listings = sorted((ROOT / "tools" / "operations").glob("*.json"))
    for path in listings:
        service = path.stem
        if arguments.services and service not in arguments.services:
            continue
        listing = json.loads(path.read_text())
        builder = Builder(Model(data, listing["model"]), listing).build()
        target = proto_path(service)
        text = render(builder, service, read(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        print(f"{target.relative_to(ROOT)}: {len(builder.methods)} operations, {len(builder.messages)} messages")


if __name__ == "__main__":
    sys.exit(main())
