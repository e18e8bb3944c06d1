"""The registry of families and schemes: each is entered by a decorator beside its builder.

From it are made `designs.FAMILIES` and `designs.SCHEMES`, the verb ``kirkman code``, the reader of
recipes, the gallery and tables of the docs, and the strategies of the tests. The modules beside
this one are searched for builders when the registry is first asked, so a new family needs no entry
in any list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Generic, TypeVar

from designs.answers import discovery
from designs.answers.discovery import marked, modules_beside
from designs.codes.base import GradientCode
from designs.codes.scheme import Scheme
from designs.errors import BadInput

Helps = Mapping[str, tuple[str, str]]
Built = TypeVar("Built", GradientCode, Scheme)
Builder = TypeVar("Builder", bound=Callable[..., GradientCode | Scheme])

# Parameters of more than one family: (one-letter option or "", help).
PARAMETERS: Helps = {
    "workers": ("n", "number of workers"),
    "partitions": ("k", "data partitions; default: as many as workers"),
    "replication": ("d", "workers that hold each partition"),
    "seed": ("", "seed of the random draw, at least 0"),
    "graph": ("", "the graph"),
    "vertices": ("", "vertices of the graph"),
    "degree": ("", "degree of the graph; of lps p + 1"),
    "steps": ("", "of circulant: v is joined to v + s and v - s, like 1,4"),
    "edges": ("", "of edges: pairs of vertices, like 0,1,1,2,2,0"),
    "modulus": ("", "of lps: the prime q"),
    "probability": ("", "straggling probability of every worker"),
    "stragglers": ("s", "stragglers that do no harm"),
    "slowdown": ("", "how many times slower stragglers are, at most; default: they may be dead"),
    "rounding": ("", "whether the number of uncoded partitions is rounded up or down"),
    "levels": ("", "straggler tolerances, one a level, like 0,1,3"),
    "reduction": ("m", "how many times shorter the messages are than a gradient"),
    "frame": ("", "the vectors of the workers"),
    "support": ("", "code file whose non-zeros say who holds what"),
    "burst": ("", "rounds within which all failures of a worker lie, in a window"),
    "window": ("", "rounds in a window"),
    "distinct": ("", "different stragglers in a window, at most"),
}


@dataclass(frozen=True, slots=True)
class Family:
    """A family of codes, or of schemes: its builder, and the description of it.

    ``example`` are the parameters of a small member, at most 12 workers; ``parameters`` explains
    those that no other family has; ``after`` is the family behind which it is listed.

    >>> known = registered()["uncoded"]
    >>> known.build(**known.example).workers, known.is_scheme
    (3, False)
    """

    name: str
    build: Callable[..., Any]
    example: Mapping[str, Any]
    parameters: Helps
    after: str | None
    is_scheme: bool

    @property
    def summary(self) -> str:
        """The first line of the builder's docstring."""
        return discovery.summary(self.build)

    @property
    def reference(self) -> str:
        """The source that the builder's docstring names, on one line.

        >>> registered()["uncoded"].reference
        'the baseline of R. Tandon et al., Gradient Coding (2017).'
        """
        return discovery.reference(self.build)

    @property
    def recipe(self) -> dict[str, Any]:
        """The recipe of the small member."""
        return {"family": self.name, **self.example}

    def explained(self, parameter: str) -> tuple[str, str]:
        """The one-letter option of a parameter, or "", and its help."""
        return self.parameters.get(parameter) or PARAMETERS[parameter]


_PACKAGE, _MARK = "designs.codes", "_family"


def family(
    name: str,
    *,
    example: Mapping[str, Any],
    parameters: Helps | None = None,
    after: str | None = None,
) -> Callable[[Builder], Builder]:
    """Enter the builder below as a family of codes; see `Family` for the arguments.

    Its first parameters, types and docstring make the sub-command of ``kirkman code``. Without
    ``after`` it is listed last.

    >>> @family("nothing", example={})
    ... def nothing() -> GradientCode: ...
    """
    return _entering(name, example, parameters or {}, after, is_scheme=False)


def scheme(
    name: str,
    *,
    example: Mapping[str, Any],
    parameters: Helps | None = None,
    after: str | None = None,
) -> Callable[[Builder], Builder]:
    """Enter the builder below as a scheme: several encodings that are used together.

    >>> registered()["nested-cyclic"].is_scheme
    True
    """
    return _entering(name, example, parameters or {}, after, is_scheme=True)


def _entering(
    name: str, example: Mapping[str, Any], parameters: Helps, after: str | None, *, is_scheme: bool
) -> Callable[[Builder], Builder]:
    def enter(build: Builder) -> Builder:
        setattr(build, _MARK, Family(name, build, example, parameters, after, is_scheme))
        return build

    return enter


@cache
def registered() -> Mapping[str, Family]:
    """All families, then all schemes, in the order of the listing.

    Raises:
        VerificationError: two builders have the same name.

    Complexity: the first time, importing the modules beside this one.

    >>> list(registered())[:2]
    ['block-design', 'fractional-repetition']
    """
    return {known.name: known for known in listed(entered(modules_beside(__file__, _PACKAGE)))}


def entered(modules: Iterable[ModuleType]) -> Mapping[str, Family]:
    """The families whose builders stand in these modules, by name.

    Raises:
        VerificationError: two builders have the same name.

    >>> from designs.codes import repetition
    >>> sorted(entered([repetition]))
    ['fractional-repetition', 'uncoded']
    """
    return marked(modules, _MARK)


def listed(families: Mapping[str, Family]) -> Iterator[Family]:
    """Families before schemes, each behind the one that it names; those that name none are last.

    >>> [known.name for known in listed(registered())] == list(registered())
    True
    """
    following: dict[str | None, list[Family]] = {}
    for known in sorted(families.values(), key=lambda known: known.name):
        place = known.after if known.after in ("", *families) else None
        following.setdefault(place, []).append(known)
    waiting = [*following.get("", []), *following.get(None, [])]
    waiting.sort(key=lambda known: known.is_scheme)
    while waiting:
        known = waiting.pop(0)
        yield known
        waiting[:0] = following.get(known.name, [])


class Builders(Mapping[str, Callable[..., Built]], Generic[Built]):
    """The builders of all families, or of all schemes, by name.

    >>> Builders(schemes=False)["uncoded"](2).encoding
    ((1, 0), (0, 1))
    """

    def __init__(self, *, schemes: bool) -> None:
        self._schemes = schemes

    def __getitem__(self, name: str) -> Callable[..., Built]:
        known = registered()[name]
        if known.is_scheme != self._schemes:
            raise KeyError(name)
        return known.build

    def __iter__(self) -> Iterator[str]:
        return (name for name, known in registered().items() if known.is_scheme == self._schemes)

    def __len__(self) -> int:
        return sum(1 for _ in self)


FAMILIES: Mapping[str, Callable[..., GradientCode]] = Builders[GradientCode](schemes=False)
SCHEMES: Mapping[str, Callable[..., Scheme]] = Builders[Scheme](schemes=True)


def named(family: str) -> Family:
    """The family or scheme of this name.

    Raises:
        BadInput: there is none.

    >>> named("uncoded").recipe
    {'family': 'uncoded', 'workers': 3}
    """
    known = registered()
    if family not in known:
        raise BadInput(f"unknown family {family!r:.40}; the families are {', '.join(known)}")
    return known[family]


def example(family: str) -> dict[str, Any]:
    """The recipe of a small member of this family or scheme.

    Raises:
        BadInput: there is no family of that name.

    >>> example("uncoded")
    {'family': 'uncoded', 'workers': 3}
    """
    return named(family).recipe
