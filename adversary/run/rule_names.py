"""Stopping rules by name: when the server has heard enough in a round."""

from __future__ import annotations

from fractions import Fraction

from adversary.cluster.engine import Rule
from adversary.run.nested import Trained
from adversary.run.rules import AllGroups, Decodable, First, FirstLevel
from designs.codes.nested import NestedScheme
from designs.errors import BadInput, require

RULES = ("first", "all", "deadline", "groups", "groups:ANSWERS", "decodable", "decodable:ERROR")
NESTED_RULES = ("first", "all", "deadline", "decodable")


def rule_of(text: str, code: Trained, stragglers: int) -> tuple[int | Rule, bool]:
    """How many answers are enough, or a rule; and whether fewer are decoded at the deadline.

    ``first`` waits for n - s answers, ``all`` for every worker, ``deadline`` for whatever comes in
    time, ``groups`` for one answer of every group of a repetition code, or for so many answers, and
    ``decodable`` until the error is at most a rational number, 0 if none is given. For a nested
    scheme ``first`` is the first feasible level, ``decodable`` the first that recovers exactly, and
    the others wait for all levels.

    Raises:
        BadInput: another name or number, groups of a code that has none, or a rule that does not go
            with a nested scheme.

    Complexity: that of the rule.

    >>> from designs import uncoded
    >>> rule_of("first", uncoded(5), 2), rule_of("deadline", uncoded(5), 2)
    ((3, False), (5, True))
    """
    n = code.workers
    if isinstance(code, NestedScheme):
        return _nested(text, code), text == "deadline"
    name, colon, number = text.partition(":")
    if text == "first":
        return n - stragglers, False
    if text in ("all", "deadline"):
        return n, text == "deadline"
    if name == "groups":
        return AllGroups(code, _whole(number) if colon else None), False
    if name == "decodable":
        return Decodable(code, _rational(number) if colon else 0), False
    raise BadInput(f"the rule must be one of {', '.join(RULES)}, got {text!r:.40}")


def _nested(text: str, scheme: NestedScheme) -> Rule:
    """The rule of a nested scheme that has this name."""
    if text in ("first", "decodable"):
        return FirstLevel(scheme, decodable=text == "decodable")
    known = ", ".join(NESTED_RULES)
    require(
        text in NESTED_RULES,
        f"the rule of a nested scheme must be one of {known}, got {text!r:.40}",
    )
    return First(scheme.workers, len(scheme.levels))


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadInput(f"groups:N has a number of answers, got {text!r:.40}") from None


def _rational(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise BadInput(f"decodable:E has a rational number, got {text!r:.40}") from None
