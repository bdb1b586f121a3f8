"""Judges what Goldcrest says of a case against the oracle, by the numerics that design.md promises."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from case import Bound, Case


@dataclasses.dataclass
class Outcome:
    """What comes of a case.

    verdict: "equal" (within the bound), "differs", "known" (differs, for a reason that the case gives) or "unjudged" (no TensorFlow Lite
    runs it). difference: the largest, in steps for integers and in units of the last place of the largest expected value for floats.
    """

    case: Case
    verdict: str
    engine: str = ""
    text: str = ""
    difference: float = 0.0


def judge(case: Case, reference: tuple, ours: list[tuple], targets: dict[str, list[tuple]]) -> Outcome:
    engine, status, expected = reference
    crashed = next((f"Goldcrest {result[1]}" for result in ours + [r[0] for r in targets.values()] if result[0] == "crashed"), None)
    if crashed:
        return Outcome(case, "differs", engine, crashed)
    if status != "ok":
        return Outcome(case, "unjudged", engine, f"TensorFlow Lite: {str(expected)[:300]}; Goldcrest: {ours[0][0]}")
    outcome = Outcome(case, "equal", engine)
    for label, result in [("", ours[0]), ("every tensor kept", ours[2]), *((cpu, r[0]) for cpu, r in targets.items())]:
        text, outcome.difference = against(case, expected, result, outcome.difference)
        text = text or (label and same_integers(ours[0], result))
        if text:
            outcome.text = f"{label}: {text}" if label else text
            break
    else:
        outcome.text = equal_bits(ours[0], ours[1])
    if outcome.text:
        outcome.verdict = "known" if case.known else "differs"
    return outcome


def against(case: Case, expected: list[list[np.ndarray]], result: tuple, largest: float) -> tuple[str, float]:
    """What is wrong, or "", and the larger of `largest` and the difference found."""
    if result[0] != "ok":
        return f"refused: {result[1]}", largest
    for run, (want, have) in enumerate(zip(expected, result[1])):
        for i, (w, h) in enumerate(zip(defined(case, want, want), defined(case, want, have))):
            text, difference = compare(case.bound, w, h)
            largest = max(largest, difference)
            if text:
                return f"output {i}{f' of run {run}' if run else ''}: {text}", largest
    return "", largest


def defined(case: Case, want: list[np.ndarray], outputs: list[np.ndarray]) -> list[np.ndarray]:
    """The parts of `outputs` that have a meaning; `want` has the number of entries, where one output gives it."""
    if case.counted is None:
        return outputs
    count = int(want[case.counted].item())
    return [o if i == case.counted else o[:, :count] for i, o in enumerate(outputs)]


def compare(bound: Bound, want: np.ndarray, have: np.ndarray) -> tuple[str, float]:
    if want.dtype != have.dtype:
        return f"type {have.dtype}, expected {want.dtype}", 0
    if want.shape != have.shape:
        return f"shape {have.shape}, expected {want.shape}", 0
    if want.size == 0:
        return "", 0
    if want.dtype.kind == "c":
        text, difference = compare(bound, want.real, have.real)
        return (text, difference) if text else compare(bound, want.imag, have.imag)
    if want.dtype.kind == "f":
        return compare_floats(bound, want, have)
    if want.dtype.kind in "iu":
        distance = np.abs(have.astype(object) - want.astype(object)) if want.itemsize == 8 else np.abs(have.astype(np.int64) - want)
        bad = distance > bound.steps
        largest = float(distance.max())
    else:
        bad = np.asarray(want != have, dtype=bool)
        largest = float(bad.any())
    return describe(np.asarray(bad, dtype=bool), want, have), largest


def compare_floats(bound: Bound, want: np.ndarray, have: np.ndarray) -> tuple[str, float]:
    finite = np.isfinite(want)
    special = ~finite & ~((want == have) | (np.isnan(want) & np.isnan(have)))
    w, h = np.where(finite, want, 0).astype(np.float64), np.where(finite, have, 0).astype(np.float64)
    distance = np.abs(w - h)
    unit = np.spacing(np.abs(np.where(finite, want, 0)))
    allowed = bound.ulps * unit.astype(np.float64) + bound.absolute + bound.relative * np.abs(w).max()
    bad = special | ~(distance <= allowed)
    difference = float(np.nan_to_num((distance / float(unit.max())).max(), posinf=0.0)) if finite.any() else 0.0
    return describe(bad, want, have), difference


def describe(bad: np.ndarray, want: np.ndarray, have: np.ndarray) -> str:
    if not bad.any():
        return ""
    at = tuple(int(i) for i in np.argwhere(bad)[0])
    return f"{int(bad.sum())} of {want.size} differ, shape {want.shape}, at {at} {have[at]!r}, expected {want[at]!r}"


def same_integers(ours: tuple, other: tuple) -> str:
    """Integers are equal to the bit whatever runs them."""
    pairs: list[tuple[Any, Any]] = [p for a, b in zip(ours[1], other[1]) for p in zip(a, b)]
    return "" if all(a.dtype.kind in "fc" or np.array_equal(a, b) for a, b in pairs) else "integers are not those of the normal run"


def equal_bits(ours: tuple, other: tuple) -> str:
    """Everything is equal to the bit whatever the number of threads."""
    if other[0] != "ok":
        return f"two threads: {other[1]}"
    pairs = [p for a, b in zip(ours[1], other[1]) for p in zip(a, b)]
    same = all(np.array_equal(a, b) if a.dtype == object else a.tobytes() == b.tobytes() for a, b in pairs)
    return "" if same else "two threads give other bits"
