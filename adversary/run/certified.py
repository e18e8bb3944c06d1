"""The worst cases that the rounds of a run are compared with, proved before it and after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adversary.run.rounds import Round
from adversary.run.rules import RoundDecoder
from adversary.worst_case import WorstCase, worst_case
from designs.codes.base import GradientCode
from designs.codes.scheme import Levels
from designs.errors import require, show

# A level, or None for a code, and a number of missing workers.
Case = tuple[int | None, int]
_EXTRA_SECONDS = 60.0


def certified(
    code: Levels, stragglers: int, decoder: RoundDecoder, seconds: float | None
) -> WorstCase | None:
    """The worst case of a run with so many stragglers, if its decoder has any.

    In a nested scheme it is that of the lowest level that tolerates them, or else of the highest.

    Complexity: one certification.

    >>> from adversary.run.nested import LevelDecoder
    >>> from designs.codes.nested import nested_cyclic
    >>> scheme = nested_cyclic(5, [0, 1, 3])
    >>> certified(scheme, 2, LevelDecoder(scheme), None).error
    0
    """
    if decoder.certifiable is None:
        return None
    tolerant = (level for s, level in zip(code.levels, code.codes, strict=False) if s >= stragglers)
    against = next(tolerant, code.codes[-1])
    return worst_case(against, stragglers, decoder=decoder.certifiable, time_limit=seconds)


def promised(code: Levels, seconds: float | None) -> dict[Case, WorstCase]:
    """The worst case of every level s of a nested scheme with s stragglers: nothing is lost.

    Raises:
        BadInput: a level does not keep this promise.

    Complexity: a certification for each level, in ``seconds`` together.

    >>> from designs.codes.nested import nested_cyclic
    >>> {case: known.error for case, known in promised(nested_cyclic(4, [0, 2]), None).items()}
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
    record: Round, known: WorstCase | None, promises: Mapping[Case, WorstCase]
) -> WorstCase | None:
    """The worst case that covers a round: of as many missing workers at its level, or of more.

    Complexity: O(1).

    >>> from designs import block_design
    >>> known = worst_case(block_design(3, 2, 1), 1)
    >>> covering(Round(0, (0, 1, 2), {}, 0, 0.0, 0.1), known, {}) is known
    True
    """
    missing, level = len(record.missing), record.level
    if level is None and known is not None and _covers(known, missing):
        return known
    return promises.get((level, missing if level is None else max(level, missing)))


def completing(
    code: Levels,
    decoder: RoundDecoder,
    rounds: Iterable[Round],
    known: WorstCase | None,
    promises: Mapping[Case, WorstCase],
    seconds: float | None,
) -> dict[Case, WorstCase]:
    """Worst cases of the rounds that were decoded without more workers than is promised for.

    Complexity: a certification for each number of missing workers, in ``seconds`` together.

    >>> from adversary.decoding.online import Decoding
    >>> from adversary.run.rules import OneLevel
    >>> from designs import block_design
    >>> code = block_design(7, 3, 1)
    >>> fewer = Round(0, (0, 1, 2), dict.fromkeys((3, 4, 5, 6), "late"), 1, 1.0, 0.1)
    >>> known = worst_case(code, 2)
    >>> list(completing(code, OneLevel(Decoding(code)), [fewer], known, {}, None))
    [(None, 4)]
    """
    if decoder.certifiable is None:
        return {}
    codes: dict[int | None, GradientCode] = dict(
        zip(code.levels or (None,), code.codes, strict=True)
    )
    open_ = {
        (r.level, len(r.missing))
        for r in rounds
        if r.exact is not None and covering(r, known, promises) is None
    }
    share = (_EXTRA_SECONDS if seconds is None else seconds) / max(1, len(open_))
    return {
        (level, s): worst_case(codes[level], s, decoder=decoder.certifiable, time_limit=share)
        for level, s in sorted(open_, key=lambda case: (case[0] or 0, case[1]))
    }


def _covers(known: WorstCase, missing: int) -> bool:
    """Whether a worst case bounds the error with so many missing: optimal errors only grow."""
    fewer = known.decoder == "optimal" and missing < known.stragglers
    return fewer or missing == known.stragglers
