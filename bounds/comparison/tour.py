"""The guided tour: from the existence of a design to a real attack on real training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from adversary.run.settings import Settings
from adversary.run.trial import Trial, trial
from adversary.tasks import digits
from adversary.tasks.task import Task
from adversary.worst_case import WorstCase, curve
from bounds.comparison.compare import Row, compare
from bounds.comparison.report import columns, picture, remarks, tables
from designs.answers.answers import Exists
from designs.answers.discovery import make_callable
from designs.codes import GradientCode, from_design, uncoded
from designs.command.console import console
from designs.errors import VerificationError, require, show
from designs.existence.ask import exists
from designs.files import write_bytes
from designs.picture import check_picture

if TYPE_CHECKING:
    from rich.console import Console

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


def tour(target: Path, *, rounds: int = 150, quiet: bool = False) -> Tour:
    """Ask, build, certify, compare, attack; prints as it goes unless quiet.

    Raises:
        BadInput: the extras for data or pictures are not installed, or the picture cannot be
            written.

    Complexity: some 40 seconds on two processors.

    >>> tour(Path("tour.txt"))
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: a picture ends in .png, .svg or .pdf, got 'tour.txt'
    """
    form, task = check_picture(target), digits(V, "sorted")
    require(rounds >= 1, f"rounds must be at least 1, got {rounds}")
    out = console()
    out.quiet = quiet
    answer = _ask(out)
    code = from_design(answer.design(), name=f"2-({V},{K},{LAMBDA}) design")
    points = _certify(out, code)
    rows = _compare(out, target, form)
    trials = _attack(out, code, task, points[STRAGGLERS], rounds)
    return Tour(answer, points, rows, trials, str(target))


def _ask(out: Console) -> Exists:
    """Step 1: the existence question, and the design as a picture."""
    answer = exists(V, K, LAMBDA)
    if not isinstance(answer, Exists):
        raise VerificationError(f"the tour's own design should exist, got {answer}.")
    out.print(f"[bold]1. Is there a 2-({V},{K},{LAMBDA}) design?[/] Yes: {answer.because}.")
    for row in answer.design().incidence().tolist():
        out.print("     " + " ".join("#" if x else "." for x in row))
    return answer


def _certify(out: Console, code: GradientCode) -> tuple[WorstCase, ...]:
    """Step 2: the certified curve of its code."""
    points = curve(code).points
    out.print(
        f"\n[bold]2. Its gradient code[/]: {code.workers} workers, each holding {K} of "
        f"{code.partitions} partitions. No adversary who silences s of them can cause more than"
    )
    out.print("   " + "  ".join(f"e({w.stragglers})={show(w.lower)}" for w in points[:9]) + " ...")
    out.print(f"   exactly: {points[STRAGGLERS].method.sentence}.")
    return points


def _compare(out: Console, target: Path, form: str) -> tuple[Row, ...]:
    """Step 3: the other codes at the same redundancy, as a table and a picture."""
    out.print(
        f"\n[bold]3. Against other codes[/] at {V} workers and redundancy {K}, all certified:"
    )
    rows = compare(V, K).codes
    for part in tables(rows, columns(rows, K), out.width):
        out.print(part)
    out.print(escape(remarks(rows)))
    write_bytes(target, picture(rows, form))
    out.print(f"   picture: {escape(str(target))}")
    return rows


def _attack(
    out: Console, code: GradientCode, task: Task, worst: WorstCase, rounds: int
) -> tuple[Trial, ...]:
    """Step 4: real training, without an attack, and with the certified worst set stopped."""
    out.print(
        f"\n[bold]4. The attack for real[/]: {V} processes train on handwritten digits (sorted, so "
        f"that each partition holds one or two digits), {rounds} rounds; {STRAGGLERS} are stopped."
    )
    baseline = uncoded(V)
    attacked = Settings(STRAGGLERS, silence=worst.worst_set, rounds=rounds)
    ignoring = replace(attacked, decoder="one-step")
    waiting = replace(attacked, stragglers=0, rounds=1, deadline=1.0)
    unharmed = Settings(0, attack="none", rounds=rounds)
    runs = {
        "wait for all, none stopped": partial(trial, baseline, task, unharmed),
        "block design": partial(trial, code, task, attacked, known=worst),
        "ignore stragglers": partial(trial, baseline, task, ignoring),
        "wait for all": partial(trial, baseline, task, waiting),
    }
    results = []
    for label, run in runs.items():
        results.append(run())
        out.print(_line(label, results[-1]))
    return tuple(results)


def _line(label: str, result: Trial) -> str:
    """One line for people about a run."""
    if result.worst_measured is None:
        return f"   {label:27} no round succeeded: {result.failures[0].failure}"
    certified = float(result.certified.upper) if result.certified else float("nan")
    return (
        f"   {label:27} certified {certified:.9f}  "
        f"measured {result.worst_measured:.9f}  test accuracy {result.accuracy:.1%}"
    )


make_callable(__name__, __name__, "tour")
