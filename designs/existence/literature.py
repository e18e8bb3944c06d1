"""Results of the literature: computed non-existence, open parameters, designs known elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from designs.answers.answers import Listed
from designs.files import numbers, parts, shipped
from designs.incidence.parameters import Parameters

Key = tuple[int, int, int]

_HANANI = "H. Hanani, Discrete Math. 11 (1975) 255-369 (theorem as remembered)"
_QUADRUPLES = (
    "H. Hanani, Canad. J. Math. 12 (1960) 145-157 if lambda = 1, else 15 (1963) "
    "(theorems as remembered)"
)
_RESOLVABLE = (
    "H. Hanani, D. K. Ray-Chaudhuri, R. M. Wilson, Discrete Math. 3 (1972); H. Hanani, J. Combin. "
    "Theory Ser. A 17 (1974); R. D. Baker, Discrete Math. 44 (1983) (theorems as remembered)"
)
_SIX = (
    "R. J. R. Abel, M. Greig, BIBDs with small block size, Handbook of Combinatorial Designs, "
    "2nd ed. (2007), II.3 (list as remembered)"
)
_OPEN_SIX = frozenset(
    (51, 61, 81, 166, 226, 231, 256, 261, 286, 316, 321, 346, 351, 376, 406, 411, 436, 441, 471,
     501, 561, 591, 616, 646, 651, 676, 771, 796, 801)
)  # fmt: skip


@lru_cache(maxsize=1)
def nonexistence() -> dict[Key, str]:
    """Parameters that a published computation refuted, with its citation.

    >>> sorted(nonexistence())
    [(22, 8, 4), (46, 6, 1), (111, 11, 1)]
    """
    return {key: source for key, _, source in _lines("nonexistence.txt")}


@lru_cache(maxsize=1)
def statuses() -> dict[Key, Listed]:
    """The entries of ``designs/data/literature.txt``.

    >>> statuses()[157, 13, 1].status
    'open'
    """
    return {key: Listed(status, source) for key, status, source in _lines("literature.txt")}


def listed(p: Parameters) -> Listed | None:
    """The entry of the literature on parameters that are neither built nor refuted here, or None.

    Entries of ``designs/data/literature.txt``, and theorems: on 2-designs with k = 6, on 3-designs
    with k = 4, on resolvable designs with k = 3 or 4. Their sources are marked where they are
    remembered rather than checked against the printed page.

    >>> listed(Parameters(51, 6, 1)).status, listed(Parameters(1000, 9, 1))
    ('open', None)
    >>> listed(Parameters(86, 4, 1, t=3)).status
    'exists'
    """
    match p:
        case Parameters(k=4, t=3):
            return Listed("exists", _QUADRUPLES)
        case Parameters(k=3 | 4, resolvable=True):
            return Listed("exists", _RESOLVABLE)
        case Parameters(t=2, resolvable=False):
            return _listed_balanced(p)
    return None


def _listed_balanced(p: Parameters) -> Listed | None:
    if (entry := statuses().get((p.v, p.k, p.lam))) is not None:
        return entry
    if p.k == 6 and p.lam >= 2 and (p.v, p.lam) != (21, 2):
        return Listed("exists", _HANANI)
    if p.k == 6 and p.lam == 1 and p.v > 46:
        return Listed("open" if p.v in _OPEN_SIX else "exists", _SIX)
    return None


def _lines(name: str) -> Iterator[tuple[Key, str, str]]:
    """Lines ``v k lambda | status | citation``; # begins a comment."""
    for key, status, source in parts(shipped(name)):
        v, k, lam = numbers(key)
        yield (v, k, lam), status, source
