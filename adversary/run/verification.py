"""The verification of code families: errors measured with stopped processes, against the proofs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from adversary.cluster.engine import ClusterError, Engine
from adversary.cluster.start import open_engine
from adversary.decoding.messages import MessageDecoding
from adversary.run.training import agrees
from adversary.tasks.task import Task, mean_gradient, tiny
from adversary.worst_case import WorstCase, worst_case
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.base import generator
from designs.codes.family import SCHEMES, example, registered
from designs.codes.recipes import build_scheme, codes_of
from designs.codes.scheme import Scheme
from designs.errors import require, show

MOST_WORKERS = 16
_CERTIFY_SECONDS = 20.0
_ROUND_SECONDS = 30.0
_POINT = np.array([0.5])
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Verified:
    """The verification of a code for s stragglers: the sets stopped, and the largest errors.

    ``worst_gap`` is the largest difference of a measured from an exact error, relative above 1.
    ``complaint`` names the first set that contradicts the certificate, "" if none does.

    >>> from adversary.worst_case import worst_case
    >>> from designs import uncoded
    >>> known = worst_case(uncoded(3), 1)
    >>> Verified("uncoded", "uncoded", 3, 1, known, 1, 2.0, 1.0, "stopped 0: measured 2").good
    False
    """

    family: str
    code: str
    workers: int
    stragglers: int
    certified: WorstCase
    sets: int
    worst_measured: float
    worst_gap: float
    complaint: str = ""

    @property
    def good(self) -> bool:
        """Whether measured and exact errors agree, below the certificate, in every set."""
        return not self.complaint

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this code and number."""
        return {
            "family": self.family,
            "code": self.code,
            "workers": self.workers,
            "stragglers": self.stragglers,
            "certified": self.certified.to_json(),
            "sets": self.sets,
            "worst_measured_error": self.worst_measured,
            "worst_gap": self.worst_gap,
            "complaint": self.complaint or None,
        }


def members(families: Sequence[str] = ()) -> Iterator[tuple[str, GradientCode | Scheme]]:
    """The example of every family, and the example of every scheme: its components, and the whole.

    A nested scheme is its levels, and a job of a sequential one takes several rounds: these have no
    whole here. Those of more than 16 workers, or of one alone, are left out; names choose families
    and schemes.

    Raises:
        BadInput: no family or scheme has such a name.

    Complexity: that of building them.

    >>> [(name, code.workers) for name, code in members(["uncoded"])]
    [('uncoded', 3)]
    """
    for name in families or registered():
        for label, code in _codes(name):
            if 1 < code.workers <= MOST_WORKERS:
                yield label, code


def _codes(name: str) -> Iterator[tuple[str, GradientCode | Scheme]]:
    for component, code in codes_of(example(name)).items():
        yield f"{name}, {component}" if component else name, code
    if name in SCHEMES:
        scheme = build_scheme(example(name))
        several = scheme.sending is not None and scheme.sending.models > 1
        if not scheme.levels and not several:
            yield f"{name}, all messages", scheme


def sizes(workers: int) -> tuple[int, ...]:
    """The numbers of stragglers that are tried: one, a third, and half of the workers.

    >>> sizes(12), sizes(2)
    ((1, 4, 6), (1,))
    """
    return tuple(sorted({1, max(1, workers // 3), workers // 2}))


def verify_codes(
    codes: Iterable[tuple[str, GradientCode | Scheme]], *, sets: int = 20, seed: int = 0
) -> Iterator[Verified]:
    """The verifications of codes: their worst sets, and random sets of that size, are stopped.

    For every code and every number of stragglers of `sizes`: certify; then stop the workers of one
    set after the other, collect and decode the answers of all others, and resume the set. The
    measured error must be the exact one of the set (to 1e-9: relative, absolute below 1), and
    neither may exceed the certificate; the worst set must attain it; and the gradient that was
    decoded must be the combination of partial gradients that the probe shows. All sets of a code
    are stopped in the same processes.

    Raises:
        BadInput: sets or seed are negative.
        ClusterError: workers could not be started, or did not stop.

    Complexity: for every code one start of its workers and some 60 rounds of milliseconds.
    Source: docs/harness.md.

    >>> [v.good for v in verify_codes(members(["uncoded"]), sets=2)]
    [True]
    """
    require(sets >= 0, f"the random sets must be at least 0, got {sets}")
    random = generator(seed)
    for label, code in codes:
        task = tiny(code.partitions)
        with open_engine("processes", code, task) as engine:
            for s in sizes(code.workers):
                yield _verified(label, code, s, _Bench(engine, code, task), sets, random)


def _certified(code: GradientCode | Scheme, s: int) -> WorstCase:
    if isinstance(code, GradientCode):
        return worst_case(code, s, time_limit=_CERTIFY_SECONDS)
    from adversary.worst_case.schemes import scheme_worst_case

    return scheme_worst_case(code, s, _CERTIFY_SECONDS)


def _verified(
    label: str,
    code: GradientCode | Scheme,
    s: int,
    bench: _Bench,
    sets: int,
    random: np.random.Generator,
) -> Verified:
    known = _certified(code, s)
    wanted = min(sets + 1, comb(code.workers, s))
    chosen: dict[tuple[int, ...], None] = {known.worst_set: None}
    while len(chosen) < wanted:
        chosen[tuple(sorted(random.permutation(code.workers)[:s].tolist()))] = None
    worst = gap = 0.0
    complaint = ""
    for silent in chosen:
        found = bench.measure(silent)
        worst, gap = max(worst, found.measured), max(gap, found.gap)
        complaint = complaint or found.complaint(silent, known)
    return Verified(label, code.name, code.workers, s, known, len(chosen), worst, gap, complaint)


@dataclass(frozen=True, slots=True)
class _Measurement:
    """The measurement with one set stopped."""

    measured: float
    exact: Rational
    consistent: bool

    @property
    def gap(self) -> float:
        return abs(self.measured - float(self.exact)) / max(1.0, float(self.exact))

    def complaint(self, silent: tuple[int, ...], known: WorstCase) -> str:
        """The contradiction to the certificate, in words; "" if there is none."""
        text = f"stopped {' '.join(map(str, silent))}: "
        if not agrees(self.measured, self.exact):
            return f"{text}measured {self.measured:.12g}, exact {show(self.exact)}"
        if self.exact > known.upper:
            return f"{text}exact {show(self.exact)} exceeds the certificate {show(known.upper)}"
        if silent == known.worst_set and self.exact != known.lower:
            return f"{text}exact {show(self.exact)} is not the certified {show(known.lower)}"
        if not self.consistent:
            return f"{text}the gradient is not the combination that the probe tells"
        return ""


class _Bench:
    """The workers of a code, with any set of them stopped for a round."""

    def __init__(self, engine: Engine, code: GradientCode | Scheme, task: Task) -> None:
        self.engine, self.workers, self.decoding = engine, code.workers, MessageDecoding(code)
        chosen = 0 if code.sending is None else code.sending.chosen
        # The first choice of every worker: clusters at home.
        self.point = np.concatenate([_POINT, np.zeros(chosen * code.workers)])
        self.partials = np.array([mean_gradient(_POINT, *part)[0] for part in task.partitions])

    def measure(self, silent: tuple[int, ...]) -> _Measurement:
        """The measurement of a round in which a set is stopped."""
        survivors = tuple(w for w in range(self.workers) if w not in silent)
        for w in silent:
            self.engine.stop(w)
        self.engine.broadcast(self.point)
        collected = self.engine.collect(len(survivors), _ROUND_SECONDS, borrow=True)
        for w in silent:
            self.engine.resume(w)
        if tuple(sorted(collected.answers)) != survivors:
            raise ClusterError(f"with {silent} stopped others are missing: {collected.missing}")
        messages = {(w, i): x for w, xs in collected.levels.items() for i, x in enumerate(xs)}
        found = self.decoding.whole(messages, 1)
        # The one coordinate is in the last piece.
        probe = found.probes[-1, -1]
        size = 1 + np.abs(probe).sum() * np.abs(self.partials).max()
        consistent = abs(found.vector[0] - probe @ self.partials) <= _ROUNDING * size
        return _Measurement(found.measured, found.exact, bool(consistent))
