#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails on an include that leads up or across the layers. Usage: layers.py SOURCE_DIR"""

import pathlib
import re
import sys

# What each room may include besides itself. A subfolder that is listed is a room of its own.
ALLOWED = {
    "core": set(),
    "proto": set(),  # generated
    "crypto": {"core"},
    "store": {"core", "crypto"},
    "store/sqlite": {"core", "store"},
    "store/keyring": {"core", "crypto", "store"},
    "store/sealed": {"core", "crypto", "store", "store/keyring"},
    "store/backup": {"core", "crypto", "store"},
    "store/local": {"core", "crypto", "store", "store/sqlite", "store/keyring", "store/sealed", "store/backup"},
    "auth/sigv4": {"core", "crypto"},
    "auth/tokens": {"core", "crypto"},
    "auth/http_client": {"core", "crypto"},
    "auth/credentials": {"core", "crypto", "auth/sigv4", "auth/http_client"},
    "policy/language": {"core"},
    "policy/match": {"core", "policy/language"},
    "policy/engine": {"core", "policy/language", "policy/match"},
    "policy/catalog": {"core"},
    "api/schema": {"core", "proto"},
    "api/wire": {"core", "api/schema"},
    "api": {"core", "crypto", "store", "policy/language", "policy/match", "policy/engine", "api/schema"},
    "iam": {"core", "crypto", "proto", "store", "policy/language", "policy/match", "policy/engine", "api"},
    "iam/operations": {"core", "crypto", "proto", "store", "policy/language", "policy/match", "policy/engine", "api",
                       "api/schema", "iam"},
    "iam/organizations": {"core", "crypto", "proto", "store", "policy/language", "api", "iam"},
    "sts": {"core", "crypto", "proto", "api", "iam"},
    "access": {"core", "crypto", "proto", "store", "auth/tokens", "api"},
    "server/workers": {"core"},
    "server/http": {"core", "crypto", "server/workers"},
    "server/grpc": {"core", "crypto", "proto", "auth/tokens", "api", "api/schema", "server/workers"},
    "server/aws": {"core", "crypto", "auth/sigv4", "api", "api/schema", "api/wire", "server/http"},
    "server/audit": {"core", "crypto", "store", "api"},
    "server/process": {"core", "api/schema"},
    "server/config": {"core"},
    "server/node": {"core", "crypto", "store", "store/keyring", "store/sealed", "store/local", "proto", "api",
                    "api/schema", "iam", "iam/operations", "iam/organizations", "sts", "server/aws", "server/audit",
                    "server/http", "auth/tokens", "access", "server/grpc", "server/workers"},
    "cli": {"core", "crypto", "auth/sigv4", "auth/credentials", "auth/http_client", "api/schema", "api/wire", "store",
            "store/keyring", "store/sealed", "store/local", "policy/language", "policy/match", "policy/engine", "policy/catalog",
            "server/audit", "server/config", "server/http", "server/node", "server/process",
            "server/grpc", "server/workers"},
}
# Headers too slow to compile to be seen by other files, and where they may stand in a header at all.
NEVER_IN_HEADERS = ("nlohmann/json.hpp", "CLI/CLI.hpp", "grpcpp/")
INCLUDE = re.compile(r'^\s*#include\s+(?:"([^"]+)"|<([^>]+)>)')


def room_of(path):
    if path.startswith(("keyward/", "grpc/")) and path.endswith(".pb.h"):
        return "proto"
    parts = path.split("/")
    for depth in (2, 1):
        room = "/".join(parts[:depth])
        if room in ALLOWED and len(parts) > depth:
            return room
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    faults = []
    checked = 0
    for room in ALLOWED:
        for path in sorted((root / room).glob("*.*")):
            if path.suffix not in (".h", ".cc"):
                continue
            checked += 1
            name = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                found = INCLUDE.match(line)
                if not found:
                    continue
                target = found.group(1) or found.group(2)
                other = room_of(target) if found.group(1) else None
                if found.group(1) and other is None:
                    faults.append(f"{name}:{number}: includes {target}, which is in no room")
                elif other is not None and other != room and other not in ALLOWED[room]:
                    faults.append(f"{name}:{number}: {room} may not include {target}")
                if path.suffix == ".h" and target.startswith(NEVER_IN_HEADERS):
                    faults.append(f"{name}:{number}: {target} may not be included by a header")
    print("\n".join(faults) if faults else f"{checked} files keep to the layers")
    return 1 if faults or checked == 0 else 0


sys.exit(main())
