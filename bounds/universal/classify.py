"""All 0/1 codes of a small shape up to permutations of workers and of partitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb, factorial, prod

from designs.codes import GradientCode
from designs.errors import Unavailable, require

Masks = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One isomorphism class of 0/1 codes: the columns of a member, and its symmetries.

    Bit w of a column says whether worker w holds that partition. ``automorphisms`` counts the pairs
    of a permutation of the workers and one of the partitions that leave the matrix as it is.

    >>> Kind(2, (1, 2), 2).encoding()
    ((1, 0), (0, 1))
    """

    workers: int
    columns: Masks
    automorphisms: int

    def encoding(self) -> tuple[tuple[int, ...], ...]:
        """The rows of the encoding matrix."""
        return tuple(tuple(c >> w & 1 for c in self.columns) for w in range(self.workers))

    def code(self) -> GradientCode:
        """The member as a gradient code."""
        return GradientCode(self.encoding(), name=f"{self.workers} x {len(self.columns)} code")


def classify(n: int, k: int, d: int, load: int | None = None) -> tuple[Kind, ...]:
    """One code of every class of 0/1 codes: n workers, k partitions, each on exactly d workers.

    With ``load`` every worker holds exactly that many partitions, so that n load = k d; without it
    the loads are free, and some workers may hold nothing. Two codes are of one class if
    permutations of the workers and of the partitions make them equal. Columns are added one at a
    time, and of every class of partial codes one is kept, by the canonical form of the graph
    of workers and different columns (BLISS, by way of igraph). `labelled` counts the same matrices
    without any isomorphism.

    Raises:
        BadInput: not ``1 <= d <= n`` and ``k >= 1``, or n load is not k d.
        Unavailable: igraph is not installed.

    Complexity: the number of classes of partial codes times C(n, d) canonical labellings.
    Source: canonical forms by T. Junttila and P. Kaski (BLISS).

    >>> from importlib.util import find_spec
    >>> find_spec("igraph") is None or [len(classify(n, n, 3, 3)) for n in (3, 4, 5, 6)]
    [1, 1, 2, 7]
    """
    _check(n, k, d, load)
    level: set[Masks] = {()}
    for done in range(1, k + 1):
        level = {
            _canonical(n, child)[0]
            for code in level
            for child in _longer(n, k, d, load, code, done)
        }
    return tuple(Kind(n, *_canonical(n, code)) for code in sorted(level))


def labelled(n: int, k: int, d: int, load: int | None = None) -> int:
    """The number of 0/1 matrices with columns of sum d and, if given, rows of sum ``load``.

    Columns are put in one by one; the state is how often each remaining row sum occurs. It needs
    no isomorphism, and must be the sum of n! k!/automorphisms over the classes.

    Raises:
        BadInput: as for `classify`.

    Complexity: polynomial in n for a fixed load.

    >>> labelled(3, 3, 2, 2), labelled(3, 2, 2)
    (6, 9)
    """
    _check(n, k, d, load)
    return comb(n, d) ** k if load is None else _matrices((0,) * load + (n,), k, d)


def counted(kinds: tuple[Kind, ...]) -> int:
    """The number of matrices in these classes together, from their symmetries.

    >>> counted((Kind(2, (1, 2), 2),))
    2
    """
    return sum(factorial(c.workers) * factorial(len(c.columns)) // c.automorphisms for c in kinds)


def canonical_form(n: int, code: Masks) -> Masks:
    """The same columns for all codes of one class: those of one of its members, in order.

    Raises:
        Unavailable: igraph is not installed.

    Complexity: one canonical labelling.

    >>> from importlib.util import find_spec
    >>> find_spec("igraph") is None or canonical_form(3, (1, 6)) == canonical_form(3, (3, 4))
    True
    """
    return _canonical(n, code)[0]


def _check(n: int, k: int, d: int, load: int | None) -> None:
    require(1 <= d <= n, f"redundancy must be 1..workers, got redundancy={d}, workers={n}")
    require(k >= 1, f"there must be a partition, got {k}")
    fits = load is None or n * load == k * d
    require(fits, f"workers times load must be {k * d}, got {n} times {load}")


def _longer(n: int, k: int, d: int, load: int | None, code: Masks, done: int) -> Iterator[Masks]:
    """The code with one more column, in every way that leaves room for the loads."""
    if load is None:
        yield from ((*code, sum(1 << w for w in chosen)) for chosen in combinations(range(n), d))
        return
    missing = [load - sum(c >> w & 1 for c in code) for w in range(n)]
    must = [w for w, m in enumerate(missing) if m > k - done]
    free = [w for w, m in enumerate(missing) if 0 < m <= k - done]
    for more in combinations(free, d - len(must)) if len(must) <= d else ():
        yield (*code, sum(1 << w for w in (*must, *more)))


def _canonical(n: int, code: Masks) -> tuple[Masks, int]:
    """The canonical form, and the number of automorphisms of the matrix."""
    try:
        import igraph
    except ImportError:
        raise Unavailable("classification needs igraph: pip install 'kirkman[symmetry]'") from None
    times = {c: code.count(c) for c in sorted(code)}
    edges = [(w, n + j) for j, c in enumerate(times) for w in range(n) if c >> w & 1]
    colours = [0] * n + list(times.values())
    graph = igraph.Graph(len(colours), edges)
    form = graph.permute_vertices(graph.canonical_permutation(color=colours))
    moved = [sum(1 << w for w in near) for near in form.get_adjlist()[n:]]
    repeated = [c for c, t in zip(moved, sorted(times.values()), strict=True) for _ in range(t)]
    symmetries = int(graph.count_automorphisms(color=colours))
    return tuple(sorted(repeated)), symmetries * prod(factorial(t) for t in times.values())


@cache
def _matrices(rows: tuple[int, ...], k: int, d: int) -> int:
    """Matrices of k columns of sum d, where rows[r] rows still need r ones."""
    if k == 0:
        return int(sum(rows[1:]) == 0)
    return sum(ways * _matrices(left, k - 1, d) for ways, left in _columns(rows, len(rows) - 1, d))


def _columns(rows: tuple[int, ...], top: int, d: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Ways to put d ones into rows that need 1..top more, and what they need afterwards."""
    if top == 0:
        if d == 0:
            yield 1, rows
        return
    for chosen in range(min(d, rows[top]) + 1):
        for ways, left in _columns(rows, top - 1, d - chosen):
            after = list(left)
            after[top] -= chosen
            after[top - 1] += chosen
            yield ways * comb(rows[top], chosen), tuple(after)
