#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints ours / bare of each pair that crypto_bench measured, by the medians and by the minima of its
repetitions. Usage:

  crypto_bench --benchmark_repetitions=31 --benchmark_min_time=0.01 \\
    --benchmark_enable_random_interleaving=true --benchmark_format=json | bench/crypto/ratios.py [LIMIT]

With LIMIT, fails when an AEAD's ratio of medians is over it. On a busy machine medians swing by a third
and more; the minima say what the code costs when it is left alone."""

import collections
import json
import statistics
import sys

AEADS = ("GcmSeal", "GcmOpen", "DerivingSeal", "DerivingOpen", "XChaChaSeal")


def main():
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else None
    times = collections.defaultdict(list)
    for run in json.load(sys.stdin)["benchmarks"]:
        if run["run_type"] == "iteration":
            times[run["run_name"]].append(run["cpu_time"])
    over = pairs = 0
    for name in sorted(times):
        ours_name = name.replace("/bare/", "/ours/")
        if "/bare/" not in name or ours_name not in times:
            continue
        pairs += 1
        bare, ours = times[name], times[ours_name]
        ratio = statistics.median(ours) / statistics.median(bare)
        flag = ""
        if limit and name.startswith(AEADS) and ratio > limit:
            flag = f"  over {limit}"
            over += 1
        print(f"{name.replace('/bare', ''):20} median {ratio:.2f}  minimum {min(ours) / min(bare):.2f}  "
              f"({min(bare):.0f} ns bare, {min(ours):.0f} ns ours){flag}")
    if not pairs:
        print("no pair was measured")
    return 1 if over or not pairs else 0


sys.exit(main())
