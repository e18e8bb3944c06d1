"""Scheme: several encodings that are used together, each a gradient code of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import accumulate, pairwise
from typing import Any, Protocol

from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.errors import require, show

FORMAT = "kirkman-scheme/1"
Fact = Rational | str


@dataclass(frozen=True, slots=True)
class Sending:
    """How the messages of a round differ from whole gradients, one of each code in their order.

    The gradient is cut into pieces, of sizes in proportion to ``shares``. A message of code i
    combines the ``pieces[i]``, each padded with zeros to the longest: the code has k columns for
    the first of them, then k for the second. If ``chosen`` is not 0, the server tells every worker
    in each round which of the codes it sends, at most so many. ``models`` parameter vectors are
    known to the workers in a round.

    >>> Sending(((0, 1),), (1, 1)).sizes(5), Sending(((0,), (1,)), (4, 2)).sizes(3)
    ((2, 3), (2, 1))
    """

    pieces: tuple[tuple[int, ...], ...]
    shares: tuple[int, ...] = (1,)
    chosen: int = 0
    models: int = 1

    def sizes(self, length: int) -> tuple[int, ...]:
        """The sizes of the pieces of a gradient of this length."""
        whole = sum(self.shares)
        ends = [length * part // whole for part in accumulate(self.shares, initial=0)]
        return tuple(b - a for a, b in pairwise(ends))


class Messages(Protocol):
    """The messages of the workers in a round: each has one for every code, in their order.

    A `GradientCode` is one message. A `designs.codes.nested.NestedScheme` has one for each of its
    ``levels``, straggler tolerances, of which the server decodes one. Of any other scheme all
    messages together are decoded.
    """

    @property
    def name(self) -> str:
        """The name of the code or scheme."""

    @property
    def workers(self) -> int:
        """Number of workers."""

    @property
    def partitions(self) -> int:
        """Number of partitions."""

    @property
    def levels(self) -> tuple[int, ...]:
        """The declared straggler tolerances of a nested scheme, ascending; else none."""

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The code of every message: at least one."""

    @property
    def sending(self) -> Sending | None:
        """How the messages differ from whole gradients; None if they do not."""

    @property
    def tasks(self) -> tuple[tuple[int, ...], ...]:
        """The partitions that each worker computes, one after another."""

    def identity(self) -> str:
        """SHA-256 of the codes, and of all that matters beside them."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """Encodings that one method uses together: levels, stages, or blocks of a message.

    Every component is a `GradientCode` and can be certified like any other. Unless a kind of scheme
    says otherwise, every worker sends a message of each component, in their order (see `Messages`).
    A kind of scheme that has numbers of its own, such as a delay, has a field for each, and lists
    them in its `facts`. Name and recipe take no part in comparisons.

    Raises:
        BadInput: no components.

    Complexity: O(1).

    >>> from designs.codes.repetition import uncoded
    >>> Scheme("one level", {"level 0": uncoded(2)})["level 0"].workers
    2
    """

    name: str = field(compare=False)
    components: Mapping[str, GradientCode]
    recipe: Mapping[str, Any] | None = field(compare=False, default=None)

    def __post_init__(self) -> None:
        require(bool(self.components), "a scheme needs a component")

    def __getitem__(self, component: str) -> GradientCode:
        known = ", ".join(self.components)
        require(
            component in self.components,
            f"{self.name} has the components {known}; got {component!r:.40}",
        )
        return self.components[component]

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Exact numbers and sentences about the whole, as in its file."""
        return {}

    @property
    def workers(self) -> int:
        """Number n of workers of the first component."""
        return next(iter(self.components.values())).workers

    @property
    def partitions(self) -> int:
        """Number k of partitions of the first component."""
        return next(iter(self.components.values())).partitions

    @property
    def levels(self) -> tuple[int, ...]:
        """The straggler tolerances of which the server chooses one: none."""
        return ()

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The code of every message of a worker, in the order in which it sends them."""
        return tuple(self.components.values())

    @property
    def sending(self) -> Sending | None:
        """How the messages differ from whole gradients: they do not."""
        return None

    @property
    def tasks(self) -> tuple[tuple[int, ...], ...]:
        """The partitions that each worker computes, in the order in which its messages need them.

        >>> from designs.codes.repetition import fractional_repetition, uncoded
        >>> two = {"first": uncoded(2), "second": fractional_repetition(2, 2)}
        >>> Scheme("two", two).tasks
        ((0, 1), (1, 0))
        """
        codes, k = self.codes, self.partitions
        orders = (
            [i % k for code in codes for i, x in enumerate(code.encoding[w]) if x]
            for w in range(self.workers)
        )
        return tuple(tuple(dict.fromkeys(order)) for order in orders)

    def identity(self) -> str:
        """SHA-256 of the components, the facts and how messages are sent.

        >>> from designs.codes.repetition import uncoded
        >>> Scheme("a", {"x": uncoded(2)}).identity() == Scheme("b", {"x": uncoded(2)}).identity()
        True
        """
        codes = [[name, code.identity()] for name, code in self.components.items()]
        facts = {name: str(_plain(fact)) for name, fact in self.facts.items()}
        sent = None if self.sending is None else asdict(self.sending)
        canonical = json.dumps([codes, facts, sent], separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The scheme file of the toolkit; its components are code files."""
        return {
            "format": FORMAT,
            "name": self.name,
            "facts": {name: _plain(fact) for name, fact in self.facts.items()},
            "components": {name: code.to_json() for name, code in self.components.items()},
            "recipe": None if self.recipe is None else dict(self.recipe),
        }

    def summary(self) -> str:
        """A summary for people: the facts and the components."""
        return f"{self}"

    def __str__(self) -> str:
        lines = [self.name]
        lines += [f"  {name}: {_plain(fact)}" for name, fact in self.facts.items()]
        lines += [f"  component {name}: {code}" for name, code in self.components.items()]
        return "\n".join(lines)


def _plain(fact: Fact) -> int | str:
    return fact if isinstance(fact, int | str) else show(fact)
