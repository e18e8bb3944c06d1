"""Trials: training under a real attack, with the worst cases proved before and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from adversary.run.rounds import Evaluation, History, Round
from adversary.run.rules import RoundDecoder
from adversary.run.settings import Settings, is_scheme
from adversary.run.training import TrainingResult, train
from adversary.tasks.task import Task
from adversary.worst_case import WorstCase, worst_case
from designs.codes.base import GradientCode
from designs.codes.scheme import Messages
from designs.errors import BadInput, require, show

if TYPE_CHECKING:
    from adversary.run.run_log import RunLog

# A level, or None for a code, and a number of missing workers.
Case = tuple[int | None, int]
_EXTRA_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A training run under an attack, round by round, with its worst cases.

    ``settings`` are those of the run, fitted to its code. ``certificates`` has a worst case for
    every number of missing workers that a round was decoded without and that ``certified`` does not
    cover. With a nested scheme ``level_certificates`` has those of its levels, by level and number
    of missing workers. ``wall_seconds`` is the clock of all rounds together; evaluations come after
    it.
    """

    code: str
    task: str
    settings: Settings
    certified: WorstCase | None
    silenced: tuple[int, ...]
    rounds: tuple[Round, ...]
    loss: float
    accuracy: float
    wall_seconds: float
    start_seconds: float
    evaluations: tuple[Evaluation, ...] = ()
    certificates: dict[int, WorstCase] = field(default_factory=dict)
    level_certificates: dict[Case, WorstCase] = field(default_factory=dict)
    interrupted: bool = False
    header: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def failures(self) -> tuple[Round, ...]:
        """The rounds that made no step."""
        return self.history.failures

    @property
    def worst_measured(self) -> float | None:
        """The largest measured decode error of any round, or None if no round succeeded."""
        return self.history.worst_measured

    @property
    def history(self) -> History:
        """The run as its log holds it."""
        return History(
            self.header, self.rounds, self.evaluations, self.wall_seconds, not self.interrupted
        )

    @property
    def known(self) -> tuple[WorstCase, ...]:
        """The worst cases of the settings, and those of each level s for s stragglers."""
        levels = (w for (level, s), w in self.level_certificates.items() if level == s)
        return (*(() if self.certified is None else (self.certified,)), *levels)

    def certificate(self, record: Round) -> WorstCase | None:
        """The worst case that bounds the error of a round: of as many missing workers or more."""
        known: dict[Case, WorstCase] = {(None, s): w for s, w in self.certificates.items()}
        return covering(record, self.certified, {**known, **self.level_certificates})

    def to_json(self) -> dict[str, Any]:
        """The JSON object that ``kirkman run --json`` prints."""
        return {
            "format": "kirkman-run/1",
            "code": self.code,
            "data": self.task,
            "engine": self.settings.engine,
            "attack": self.settings.attack,
            "fault": self.settings.fault,
            "decoder": self.settings.decoder,
            "certified": None if self.certified is None else self.certified.to_json(),
            "certificates": [
                *(w.to_json() for w in self.certificates.values()),
                *(
                    {"level": level, **w.to_json()}
                    for (level, _), w in self.level_certificates.items()
                ),
            ],
            "messages": self.history.messages,
            "bytes": self.history.bytes,
            "rounds_at_level": {str(level): count for level, count in self.history.levels.items()},
            "settings": self.header,
            "silenced": list(self.silenced),
            "worst_measured_error": self.worst_measured,
            "failed_rounds": len(self.failures),
            "interrupted": self.interrupted,
            "loss": self.loss,
            "accuracy": self.accuracy,
            "evaluations": [e.to_json() for e in self.evaluations],
            "wall_seconds": self.wall_seconds,
            "sum_of_round_seconds": self.history.round_seconds,
            "gap_seconds": self.history.gap_seconds,
            "void": self.history.void or None,
            "start_seconds": self.start_seconds,
            "rounds": [r.to_json() for r in self.rounds],
        }


def trial(
    code: Messages,
    task: Task,
    settings: Settings,
    *,
    known: WorstCase | None = None,
    log: Path | None = None,
    resume: bool = False,
    progress: Callable[[int], None] | None = None,
    keep_on_interrupt: bool = False,
) -> Trial:
    """Train with a code, the server waiting each round for the first n - s answers.

    The attack stops or kills workers before the first round. The certificate is computed first,
    unless it is ``known``. Every round the server decodes what arrived and takes a step; a failed
    round (see `Round`) takes none, and after three of those in a row the run ends. Certificates of
    rounds that were decoded without more workers are computed after it. Workers, memory and sockets
    are gone when this returns or raises.

    A ``log`` is written as the run goes on, and ``resume`` takes up an interrupted one, whose
    rounds count; see `adversary.run.run_log`. With ``keep_on_interrupt`` Ctrl-C ends the run and
    keeps what is done.

    A nested scheme is trained with level by level: a round ends with the first feasible level,
    whose code decodes it, and every level is certified first, see `adversary.run.nested`.

    Raises:
        BadInput: code, task and settings do not fit together, or a level is not exact.
        ClusterError: workers could not be started, or a fault had no effect.

    Complexity: one certification, then rounds of n - s gradients and one decoding.
    Source: docs/harness.md.

    >>> from adversary.tasks.task import tiny
    >>> from designs import block_design
    >>> t = trial(block_design(3, 2, 1), tiny(3), Settings(stragglers=1, rounds=3))
    >>> t.certified.error, t.rounds[0].exact, round(t.rounds[0].measured, 9)
    (Fraction(1, 3), Fraction(1, 3), 0.333333333)
    """
    settings = settings.fitted(code)
    decoder, limit = settings.decoder_of(code), settings.time_limit
    if log is not None:
        from adversary.run.run_log import check_log

        check_log(log, resume=resume)
    known = known or run_worst_case(code, settings.stragglers, decoder, limit)
    by_level = certified_levels(code, limit)
    silenced = _silenced(settings, code.workers, known)
    header = settings.header(code, task) | {
        "silenced": list(silenced),
        "certified": None if known is None else known.to_json(),
    }
    with _journal(log, header, resume=resume) as journal:
        done = train(
            code, task, settings, silenced=silenced, journal=journal, progress=progress,
            keep_on_interrupt=keep_on_interrupt,
        )  # fmt: skip
        rounds, evaluations = _whole_run(done, journal)
    more = remaining_worst_cases(code, decoder, rounds, known, by_level, limit)
    return Trial(
        code.name, task.name, settings, known, silenced, rounds, done.evaluations[-1].loss,
        done.evaluations[-1].accuracy, done.wall_seconds, done.start_seconds, evaluations,
        {s: w for (level, s), w in more.items() if level is None},
        by_level | {case: w for case, w in more.items() if case[0] is not None},
        done.interrupted, header,
    )  # fmt: skip


def _silenced(settings: Settings, workers: int, known: WorstCase | None) -> tuple[int, ...]:
    """The workers that are silenced: those named, or those of the attack."""
    if settings.silence is not None:
        return tuple(sorted(settings.silence))
    if settings.attack == "worst":
        if known is None:
            raise BadInput(
                f"there is no worst set for {settings.decoder} decoding: choose the random attack"
            )
        return tuple(sorted(known.worst_set))
    count = settings.stragglers if settings.attack == "random" else 0
    order: list[int] = np.random.default_rng(settings.seed).permutation(workers).tolist()
    return tuple(sorted(order[:count]))


def _journal(
    log: Path | None, header: Mapping[str, Any], *, resume: bool
) -> RunLog | nullcontext[None]:
    """The log of a run, to be written during it; a null context if none is wanted."""
    if log is None:
        return nullcontext()
    from adversary.run.run_log import RunLog

    return RunLog(log, header, resume=resume)


def _whole_run(
    done: TrainingResult, journal: RunLog | None
) -> tuple[tuple[Round, ...], tuple[Evaluation, ...]]:
    """The rounds and evaluations of the whole run, those before it was resumed included."""
    if journal is None:
        return done.rounds, done.evaluations
    from adversary.run.run_log import read_log

    for evaluation in done.evaluations:
        journal.evaluation(evaluation)
    last = done.evaluations[-1]
    end = {"loss": last.loss, "accuracy": last.accuracy, "interrupted": done.interrupted}
    journal.end(end)
    journal.close()
    past = read_log(journal.path)
    return past.rounds, past.evaluations


def run_worst_case(
    code: Messages, stragglers: int, decoder: RoundDecoder, seconds: float | None
) -> WorstCase | None:
    """The worst case of a run with so many stragglers, or None if its decoder is not certifiable.

    In a nested scheme it is that of the lowest level that tolerates them, or else of the highest;
    in another scheme that of the whole, see `adversary.worst_case.schemes`.

    Complexity: one certification.

    >>> from adversary.run.nested import LevelDecoder
    >>> from designs.codes.nested import nested_cyclic
    >>> scheme = nested_cyclic(5, [0, 1, 3])
    >>> run_worst_case(scheme, 2, LevelDecoder(scheme), None).error
    0
    """
    if is_scheme(code):
        from adversary.worst_case.schemes import scheme_worst_case

        return scheme_worst_case(code, stragglers, seconds)
    if decoder.certifiable is None:
        return None
    tolerant = (level for s, level in zip(code.levels, code.codes, strict=False) if s >= stragglers)
    against = next(tolerant, code.codes[-1])
    return worst_case(against, stragglers, decoder=decoder.certifiable, time_limit=seconds)


def certified_levels(code: Messages, seconds: float | None) -> dict[Case, WorstCase]:
    """The worst case of every level s of a nested scheme with s stragglers, which must be 0.

    Raises:
        BadInput: a level loses something.

    Complexity: a certification for each level, in ``seconds`` together.

    >>> from designs.codes.nested import nested_cyclic
    >>> found = certified_levels(nested_cyclic(4, [0, 2]), None)
    >>> {case: known.error for case, known in found.items()}
    {(0, 0): 0, (2, 2): 0}
    """
    share = None if seconds is None else seconds / len(code.codes)
    found: dict[Case, WorstCase] = {}
    for s, level in zip(code.levels, code.codes, strict=False):
        known = found[s, s] = worst_case(level, s, time_limit=share)
        exact = known.lower == 0
        who = " ".join(map(str, known.worst_set))
        require(exact, f"level {s} must lose nothing, without {who} it loses {show(known.lower)}")
    return found


def covering(
    record: Round, known: WorstCase | None, by_level: Mapping[Case, WorstCase]
) -> WorstCase | None:
    """The worst case that bounds the error of a round: of as many missing workers, or of more.

    There is none for the jobs of a sequential scheme.

    Complexity: O(1).

    >>> from designs import block_design
    >>> known = worst_case(block_design(3, 2, 1), 1)
    >>> covering(Round(0, (0, 1, 2), {}, 0, 0.0, 0.1), known, {}) is known
    True
    """
    if "jobs" in record.told:
        return None
    missing, level = len(record.missing), record.level
    if level is None and known is not None and _covers(known, missing):
        return known
    return by_level.get((level, missing if level is None else max(level, missing)))


def remaining_worst_cases(
    code: Messages,
    decoder: RoundDecoder,
    rounds: Iterable[Round],
    known: WorstCase | None,
    by_level: Mapping[Case, WorstCase],
    seconds: float | None,
) -> dict[Case, WorstCase]:
    """The worst cases of the rounds whose errors no worst case proved before bounds.

    Of a scheme these are the rounds that lose something: the others say nothing of workers that
    have sent all of their messages.

    Complexity: a certification for each number of missing workers, in ``seconds`` together.

    >>> from adversary.decoding.online import Decoding
    >>> from adversary.run.rules import OneLevel
    >>> from designs import block_design
    >>> code = block_design(7, 3, 1)
    >>> fewer = Round(0, (0, 1, 2), dict.fromkeys((3, 4, 5, 6), "late"), 1, 1.0, 0.1)
    >>> known = worst_case(code, 2)
    >>> list(remaining_worst_cases(code, OneLevel(Decoding(code)), [fewer], known, {}, None))
    [(None, 4)]
    """
    if decoder.certifiable is None:
        return {}
    several = code.levels or (None,)
    codes: dict[int | None, GradientCode] = dict(zip(several, code.codes, strict=False))
    open_ = {
        (r.level, len(r.missing))
        for r in rounds
        if r.exact is not None
        and (r.exact or not is_scheme(code))
        and covering(r, known, by_level) is None
    }
    share = (_EXTRA_SECONDS if seconds is None else seconds) / max(1, len(open_))
    return {
        (level, s): worst_case(codes[level], s, decoder=decoder.certifiable, time_limit=share)
        if level is not None or not is_scheme(code)
        else cast("WorstCase", run_worst_case(code, s, decoder, share))
        for level, s in sorted(open_, key=lambda case: (case[0] or 0, case[1]))
    }


def _covers(known: WorstCase, missing: int) -> bool:
    """Whether a worst case bounds the error with so many missing: optimal errors only grow."""
    fewer = known.decoder == "optimal" and missing < known.stragglers
    return fewer or missing == known.stragglers
