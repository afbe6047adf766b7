#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks three rules of crypto/ over the product's sources. Usage: lint_crypto.py SOURCE_DIR

1. Only the files that tests/crypto/expose_callers.txt lists call SecretBytes::Expose(); every line of
   the list still has a caller.
2. Algorithms are fetched in crypto/algorithms.cc alone: no EVP_*_fetch, and no getter such as
   EVP_aes_256_gcm(), which fetches on every use, anywhere else.
3. Headers of OpenSSL and libsodium are included by crypto/*.cc alone."""

import pathlib
import re
import sys

OUTSIDE = ("tests", "bench", "fuzz", "build", "docs", "examples", "tools", "packaging")
EXPOSE = re.compile(r"\bExpose\(\)")
FETCH = re.compile(r"\bEVP_[A-Z_]*fetch\b|\bEVP_(aes|sha|chacha|md5|get_cipherby|get_digestby)\w*\(|\bEVP_Q_\w+\(")
INCLUDE = re.compile(r"^\s*#\s*include\s*<(openssl/[^>]+|sodium[^>]*)>")
FETCHING = "crypto/algorithms.cc"


def without_comment(line):
    return line.split("//", 1)[0]


def sources(root):
    for path in sorted(root.glob("*/**/*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in (".h", ".cc") and name.split("/")[0] not in OUTSIDE:
            yield name, [without_comment(line) for line in path.read_text().splitlines()]


def allowed_callers(root):
    lines = (root / "tests/crypto/expose_callers.txt").read_text().splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def faults_of(root):
    allowed = allowed_callers(root)
    callers = {}
    for name, lines in sources(root):
        for number, line in enumerate(lines, 1):
            place = f"{name}:{number}"
            if EXPOSE.search(line):
                callers[name] = callers.get(name, 0) + 1
                if name not in allowed:
                    yield f"{place}: calls Expose() and is not in tests/crypto/expose_callers.txt"
            if FETCH.search(line) and name != FETCHING:
                yield f"{place}: fetches an algorithm; only {FETCHING} may"
            found = INCLUDE.match(line)
            if found and not (name.startswith("crypto/") and name.endswith(".cc")):
                yield f"{place}: includes {found.group(1)}; only crypto/*.cc may"
    for name in sorted(allowed - callers.keys()):
        yield f"tests/crypto/expose_callers.txt: {name} calls Expose() no more"
    if not callers:
        yield "no caller of Expose() was found: is the source directory right?"
    for name, count in sorted(callers.items()):
        print(f"Expose(): {name}: {count}")


def main():
    faults = list(faults_of(pathlib.Path(sys.argv[1])))
    print("\n".join(faults) if faults else "the rules of crypto/ are kept")
    return 1 if faults else 0


sys.exit(main())
