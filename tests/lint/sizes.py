#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports file sizes; fails over the limits. Usage: sizes.py SOURCE_DIR FILE…"""

import pathlib
import statistics
import sys

HABIT = {".h": 150, ".cc": 400}
LIMIT = {".h": 250, ".cc": 600}


def main():
    root = pathlib.Path(sys.argv[1])
    sizes = {}
    for name in sys.argv[2:]:
        path = root / name
        if path.suffix in HABIT and path.exists():
            sizes[name] = len(path.read_text().splitlines())
    if not sizes:
        print("no source files were named")
        return 1
    for suffix in HABIT:
        lines = sorted(size for name, size in sizes.items() if name.endswith(suffix))
        if lines:
            print(f"*{suffix}: {len(lines)} files, median {statistics.median(lines):.0f} lines, longest {lines[-1]}")
    faults = 0
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        suffix = pathlib.Path(name).suffix
        if size > HABIT[suffix]:
            over = size > LIMIT[suffix]
            faults += over
            print(f"{'TOO LONG' if over else 'long'}: {name}: {size} lines")
    return 1 if faults else 0


sys.exit(main())
