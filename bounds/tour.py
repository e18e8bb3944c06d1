"""The main job in one go: from the existence of a design to a real attack on real training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adversary.training import Task, digits
from adversary.trial import Trial, trial
from adversary.worst_case import WorstCase, curve
from bounds.compare import Row, compare
from bounds.report import columns, picture, table
from designs.answers import Exists
from designs.codes import GradientCode, from_design, uncoded
from designs.console import console, write_bytes
from designs.design import Design
from designs.errors import VerificationError, show
from designs.existence import exists

V, K, LAMBDA, STRAGGLERS = 13, 4, 1, 4


@dataclass(frozen=True, slots=True)
class Tour:
    """Everything the tour found, for ``--json``."""

    answer: Exists
    curve: tuple[WorstCase, ...]
    rows: tuple[Row, ...]
    trials: tuple[Trial, ...]
    picture: str

    def to_json(self) -> dict[str, Any]:
        """The JSON object that ``kirkman tour --json`` prints."""
        return {
            "format": "kirkman-tour/1",
            "existence": self.answer.to_json(),
            "curve": [w.to_json() for w in self.curve],
            "comparison": [row.to_json() for row in self.rows],
            "picture": self.picture,
            "trials": [t.to_json() for t in self.trials],
        }


def tour(target: Path, *, rounds: int, quiet: bool = False) -> Tour:
    """Ask, build, certify, compare, attack; prints as it goes unless quiet.

    Raises:
        BadInput: the extras for data or pictures are not installed, or the picture cannot be
        written.
    """
    out = console()
    out.quiet = quiet
    answer = exists(V, K, LAMBDA)
    if not isinstance(answer, Exists):
        raise VerificationError(f"the tour's own design should exist, got {answer}.")
    out.print(f"[bold]1. Is there a 2-({V},{K},{LAMBDA}) design?[/] Yes: {answer.because}.")
    design = answer.design()
    out.print(_drawing(design))
    code = from_design(design, name=f"2-({V},{K},{LAMBDA}) design")
    points = curve(code)
    out.print(
        f"[bold]2. Its gradient code[/]: {code.workers} workers, each holding {K} of "
        f"{code.partitions} partitions. No adversary who silences s of them can cause more than"
    )
    out.print("   " + "  ".join(f"e({w.stragglers})={show(w.lower)}" for w in points[:9]) + " ...")
    out.print(f"   exactly: {points[STRAGGLERS].method}.\n")
    out.print(f"[bold]3. Against other codes[/] at {V} workers and redundancy {K}, all certified:")
    rows = compare(V, K)
    out.print(table(rows, columns(rows, K)))
    suffix = target.suffix.removeprefix(".") or "png"
    write_bytes(target, picture(rows, suffix))
    out.print(f"   picture: {target}\n")
    out.print(
        f"[bold]4. The attack for real[/]: {V} processes train on handwritten digits (sorted, so "
        f"that each partition holds one or two digits), {rounds} rounds; {STRAGGLERS} are stopped."
    )
    trials = []
    for label, result in _attacks(code, points[STRAGGLERS], rounds):
        trials.append(result)
        out.print(_line(label, result))
    return Tour(answer, points, rows, tuple(trials), str(target))


def _attacks(code: GradientCode, worst: WorstCase, rounds: int) -> Any:
    """The three runs: the block design, waiting for all, and ignoring stragglers."""
    task: Task = digits(V, "sorted")
    baseline = uncoded(V)
    yield "block design", trial(code, task, STRAGGLERS, certified=worst, rounds=rounds)
    yield "ignore stragglers", trial(baseline, task, STRAGGLERS, decoder="one-step", rounds=rounds)
    yield "wait for all, attacked", _waiting(baseline, task, worst.worst_set)
    yield "wait for all, no attack", trial(baseline, task, 0, attack="none", rounds=rounds)


def _waiting(code: GradientCode, task: Task, silenced: Sequence[int]) -> Trial:
    """Waiting for everybody while some are stopped."""
    return trial(code, task, 0, silence=silenced, rounds=1, deadline=1.0)


def _line(label: str, result: Trial) -> str:
    """One line for people about a run."""
    if result.failures:
        reasons = ", ".join(f"worker {w} {why}" for w, why in result.failures[0].missing.items())
        return f"   {label:24} no round ended within 1 s: {reasons}"
    measured = result.worst_measured or 0.0
    return (
        f"   {label:24} certified {float(result.certified.upper):.9f}  measured {measured:.9f}  "
        f"test accuracy {result.accuracy:.1%}"
    )


def _drawing(design: Design) -> str:
    """The incidence matrix, points down and blocks across."""
    rows = design.incidence().tolist()
    return "".join("     " + " ".join("#" if x else "." for x in row) + "\n" for row in rows)
