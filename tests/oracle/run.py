#!/usr/bin/env python3
"""Runs generated models through TensorFlow Lite's reference kernels and through Goldcrest, and compares: see README.md.

run.py                         every case, every processor's code
run.py --share 0.5 --cpus ""   the first half of each operator's cases, on this processor's own code
run.py --only CONV_2D/int8     some, by the beginning of their names
run.py --report docs/oracle.md writes the table of what was compared
run.py --save FILE NAME        writes one case's model
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import sys
import time

import numpy as np

import families  # noqa: F401 (fills GENERATORS)
import recorded
import report
from case import GENERATORS, Case
from compare import Outcome, judge
from engines import Pool, reference_python, reference_results

ROOT = pathlib.Path(__file__).resolve().parents[2]
# One and two threads, and every tensor kept, which turns fusion off.
WAYS = [(1, False), (2, False), (1, True)]


def make_cases(seed: int, share: float, only: list[str]) -> list[Case]:
    cases = []
    for (name, kind), generator in sorted(GENERATORS.items()):
        full = f"{name}/{kind}/"
        if only and not any(full.startswith(o) or o.startswith(full) for o in only):
            continue
        try:
            cases += [c for c in generator.cases(seed, share) if not only or any(c.name.startswith(o) for o in only)]
        except Exception as error:
            raise RuntimeError(f"the generator of {full} failed") from error
    return cases


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument(
        "--cpus", default="sse4,avx2,avxvnni,avx512,avx512vnni", help="names for GC_CPU; those the processor lacks are left out"
    )
    parser.add_argument("--report", type=pathlib.Path)
    parser.add_argument("--save", type=pathlib.Path, help="write the model of the only case")
    parser.add_argument("--record", action="store_true", help="write recorded.xz too")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--refused", action="store_true", help="list the cases that no TensorFlow Lite runs")
    options = parser.parse_args()

    start = time.monotonic()
    cases = make_cases(options.seed, options.share, options.only)
    print(f"{len(cases)} cases made in {time.monotonic() - start:.1f} s", flush=True)
    if options.save:
        options.save.write_bytes(cases[0].model)
    if not reference_python():
        print("no TensorFlow: scripts/oracle_env makes build/oracle_venv, or GC_ORACLE_PYTHON names a Python that has it")
        return 77
    references = reference_results(cases, ROOT / "build/oracle", options.jobs)
    print(f"TensorFlow Lite: {time.monotonic() - start:.1f} s", flush=True)
    if options.record:
        places = {c.name: i for i, c in enumerate(cases)}
        chosen = [places[c.name] for c in make_cases(options.seed, recorded.SHARE, options.only)]
        recorded.save([cases[i] for i in chosen], [references[i] for i in chosen])
    ours = Pool("goldcrest", options.jobs).run(cases, WAYS)
    targets = {}
    for cpu in filter(None, options.cpus.split(",")):
        targets[cpu] = Pool("goldcrest", options.jobs, {"GC_CPU": cpu}).run(cases, [(1, False)])
    print(f"Goldcrest: {time.monotonic() - start:.1f} s", flush=True)

    outcomes = [
        judge(case, reference, result, {cpu: r[i] for cpu, r in targets.items()})
        for i, (case, reference, result) in enumerate(zip(cases, references, ours))
    ]
    return conclude(outcomes, options)


def conclude(outcomes: list[Outcome], options: argparse.Namespace) -> int:
    counts = collections.Counter(o.verdict for o in outcomes)
    for outcome in outcomes:
        if outcome.verdict == "differs" or (options.refused and outcome.verdict == "unjudged"):
            print(f"{outcome.verdict}: {outcome.case.name}: {outcome.text}")
    print(", ".join(f"{n} {verdict}" for verdict, n in sorted(counts.items())))
    if options.report:
        options.report.write_text(report.page(outcomes))
    return 1 if counts["differs"] else 0


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
