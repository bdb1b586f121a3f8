"""The page that says what was compared, and how far apart the results were."""

from __future__ import annotations

import collections
import pathlib
import re

from case import GENERATORS
from compare import Outcome

ROOT = pathlib.Path(__file__).resolve().parents[2]

HEAD = """# Compared with TensorFlow Lite

Made by `make oracle` (tests/oracle); do not edit. Each case is a generated model of one operator, or of a few, with inputs. TensorFlow
2.19.1's reference kernels run it, or those of ai-edge-litert 2.3.0 where TensorFlow does not know the operator, the version or the type;
Goldcrest runs it with one thread and with two, with every tensor kept and without, and with the code of every processor that the machine
can run. Integers must be equal, or as near as the table says; floats within two units in the last place, or the bound of a sum of their
length.

*Difference* is the largest: steps for integers, units in the last place of the tensor's largest value for floats.
"""


def page(outcomes: list[Outcome]) -> str:
    groups: dict[tuple[str, str], list[Outcome]] = collections.defaultdict(list)
    for outcome in outcomes:
        groups[outcome.case.operator, outcome.case.kind].append(outcome)
    judged = [o for o in outcomes if o.verdict != "unjudged"]
    engines = collections.Counter(o.engine for o in judged)
    lines = [HEAD]
    lines.append(f"{len(judged)} cases: " + ", ".join(f"{n} against {engine}" for engine, n in engines.most_common()) + ".\n")
    lines.append("| operator | type | cases | difference |\n|---|---|---|---|")
    for (name, kind), group in sorted(groups.items()):
        compared = [o for o in group if o.verdict != "unjudged"]
        if compared:
            largest = max(o.difference for o in compared if o.verdict != "known") if any(o.verdict != "known" for o in compared) else 0
            lines.append(f"| {name} | {kind.replace('*', chr(92) + '*')} | {len(compared)} | {largest:.3g} |")
    lines.append("\n## Where the results are not TensorFlow Lite's\n")
    reasons = collections.Counter((o.case.operator, o.case.known) for o in outcomes if o.verdict == "known")
    lines += [f"- {name} ({n} cases): {reason}" for (name, reason), n in sorted(reasons.items())] or ["Nowhere."]
    lines.append("\n## Where TensorFlow Lite was asked otherwise\n")
    notes = collections.Counter((o.case.operator, o.case.kind, o.case.note) for o in judged if o.case.note)
    lines += [f"- {name} {kind} ({n} cases): {note}" for (name, kind, note), n in sorted(notes.items())]
    left = uncovered()
    if left:
        lines.append("\n## Operators of the format that no case covers yet\n\n" + ", ".join(left))
    return "\n".join(lines) + "\n"


def uncovered() -> list[str]:
    """Operators that Goldcrest registers and that no generator names."""
    page_of_operators = (ROOT / "docs/operators.md").read_text()
    names = re.findall(r"^\| (\S+)", page_of_operators, re.MULTILINE)[1:]
    covered = {name for name, _ in GENERATORS}
    return [n for n in names if n not in covered]
