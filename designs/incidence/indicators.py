"""The indicators of the external representation: facts about a design, as it names them."""

from __future__ import annotations

from collections.abc import Iterator

from designs.incidence.design import Design
from designs.incidence.properties import (
    affine_classes,
    components,
    concurrence,
    is_comparable,
    is_simple,
    strength,
)
from designs.incidence.resolution import why_not_resolvable

Indicator = tuple[str, dict[str, str]]


def indicators(design: Design) -> dict[str, dict[str, str]]:
    """The indicators of the design: the flag of each, and the number that goes with it.

    Left out is what is not decided: resolvability where no simple argument settles it, and for
    large designs (see `designs.incidence.properties.is_comparable`) all that compares pairs.

    Source: the indicators of the external representation of block designs, designtheory.org.
    Complexity: O(v b (v + b)) within these limits, and that of
    `designs.incidence.properties.strength`.

    >>> for name, facts in indicators(Design(4, [(0, 1), (2, 3)])).items():
    ...     print(name, facts)
    repeated_blocks {'flag': 'false'}
    resolvable {'flag': 'true'}
    affine_resolvable {'flag': 'true'}
    equireplicate {'flag': 'true', 'r': '1'}
    constant_blocksize {'flag': 'true', 'k': '2'}
    t_design {'flag': 'false'}
    connected {'flag': 'false', 'no_components': '2'}
    pairwise_balanced {'flag': 'false'}
    """
    return dict(_indicators(design))


def _indicators(design: Design) -> Iterator[Indicator]:
    yield "repeated_blocks", _flag(not is_simple(design))
    small = is_comparable(design)
    if small:
        yield from _resolvability(design)
    elif design.resolution:
        yield "resolvable", _flag(holds=True)
    replication = set(design.replication())
    yield "equireplicate", _flag(len(replication) == 1, r=max(replication))
    sizes = design.block_sizes()
    yield "constant_blocksize", _flag(len(sizes) == 1, k=max(sizes, default=0))
    found = strength(design)
    if found is None or found.largest:
        t = 0 if found is None else found.t
        yield "t_design", _flag(t >= 2, maximum_t=t)
    count = components(design)
    yield "connected", _flag(count == 1) | {"no_components": str(count)}
    if small and design.points > 1:
        pairs = concurrence(design)
        yield (
            "pairwise_balanced",
            _flag(len(pairs) == 1 and 0 not in pairs, **{"lambda": max(pairs)}),
        )


def _resolvability(design: Design) -> Iterator[Indicator]:
    """Both kinds of resolvability, where they are decided."""
    classes = affine_classes(design)
    verdict = True if classes else is_resolvable(design)
    if verdict is not None:
        yield "resolvable", _flag(verdict)
    if len(classes) > 1:
        first, other = (set(design.blocks[part[0]]) for part in classes[:2])
        yield "affine_resolvable", _flag(holds=True, mu=len(first & other))
    else:
        yield "affine_resolvable", _flag(bool(classes))


def is_resolvable(design: Design) -> bool | None:
    """Whether the design has a resolution, if one is known or counting excludes it; else None.

    Besides `designs.incidence.resolution.why_not_resolvable`: a resolvable 2-design with k < v has
    at least ``v + r - 1`` blocks.

    Source: R. C. Bose, A note on the resolvability of balanced incomplete block designs, Sankhya 6
    (1942).

    >>> is_resolvable(Design(3, [(0, 1), (0, 2), (1, 2)]))
    False
    """
    if design.resolution:
        return True
    if why_not_resolvable(design) is not None:
        return False
    p = design.parameters()
    return False if p is not None and p.k < p.v and p.b < p.v + p.r - 1 else None


def _flag(holds: bool, **number: int) -> dict[str, str]:
    """The flag, and the number if it holds."""
    facts = {"flag": str(holds).lower()}
    return facts | ({name: str(value) for name, value in number.items()} if holds else {})
