"""The registry of rules: which parameters a construction reaches, directly or from other designs.

A direct rule takes parameters and yields the instances of a construction that have them, without
building anything. A recursive rule yields the reductions of parameters to others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, get_args

from designs.answers.answers import Instances
from designs.answers.reduction import Reductions
from designs.answers.registry import load
from designs.incidence.parameters import Kind, Parameters

Direct = Callable[[Parameters], Instances]
Recursive = Callable[[Parameters], Reductions]
Rule = TypeVar("Rule", Direct, Recursive)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one kind of parameters by name, in the order in which they are asked."""

    direct: dict[str, Direct] = field(default_factory=dict)
    recursive: dict[str, Recursive] = field(default_factory=dict)


_RULES: dict[Kind, Rules] = {kind: Rules() for kind in get_args(Kind)}


def direct_rule(name: str, *kinds: Kind) -> Callable[[Direct], Direct]:
    """A decorator that enters a direct rule for these kinds of parameters.

    >>> @direct_rule("nothing", "t-design")
    ... def instances(p): return iter(())
    >>> next(_RULES["t-design"].direct.pop("nothing")(Parameters(8, 4, 1, t=3)), None) is None
    True
    """

    def enter(rule: Direct) -> Direct:
        for kind in kinds:
            _RULES[kind].direct[name] = rule
        return rule

    return enter


def resolved_rule(name: str, construction: str) -> Callable[[Direct], Direct]:
    """A decorator that enters a direct rule of 2-designs for resolvable designs too, in part.

    Taken are the instances of one construction, whose designs come with a resolution.

    >>> unitals = rules_of("resolvable").direct["unitals"]
    >>> next(unitals(Parameters(28, 4, 1, resolvable=True))).because
    'the secants of the Hermitian curve in PG(2,9)'
    """

    def enter(rule: Direct) -> Direct:
        @direct_rule(name, "resolvable")
        def resolved(p: Parameters) -> Instances:
            found = rule(p.balanced)
            return (x.about(p) for x in found if x.recipe.rule == construction)

        return rule

    return enter


def recursive_rule(name: str, *kinds: Kind) -> Callable[[Recursive], Recursive]:
    """A decorator that enters a recursive rule for these kinds of parameters.

    >>> @recursive_rule("nothing", "t-design")
    ... def from_nothing(p): return iter(())
    >>> next(_RULES["t-design"].recursive.pop("nothing")(Parameters(8, 4, 1, t=3)), None) is None
    True
    """

    def enter(rule: Recursive) -> Recursive:
        for kind in kinds:
            _RULES[kind].recursive[name] = rule
        return rule

    return enter


def arrange(kind: Kind, direct: Sequence[str], recursive: Sequence[str]) -> None:
    """Put the rules entered so far into an order; those that are not named come last.

    >>> arrange("t-design", ["complete designs"], ["multiples"])
    >>> next(iter(rules_of("t-design").direct))
    'complete designs'
    """
    _reorder(_RULES[kind].direct, direct)
    _reorder(_RULES[kind].recursive, recursive)


def _reorder(entered: dict[str, Rule], names: Sequence[str]) -> None:
    ordered = {name: entered.pop(name) for name in names} | entered
    entered.clear()
    entered.update(ordered)


def rules_of(kind: Kind) -> Rules:
    """All rules for one kind of parameters.

    >>> sorted(rules_of("resolvable").recursive)
    ['extensions', 'multiples', 'substitution', 'sums']
    """
    load()
    return _RULES[kind]
