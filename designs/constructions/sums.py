"""Several designs on the same points together, and blocks replaced by designs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product

from designs.algebra.arithmetic import factorize
from designs.algebra.permutations import Permutation
from designs.answers.answers import Exists
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions, parameters_of
from designs.answers.registry import construction
from designs.answers.rules import recursive_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Block = tuple[int, ...]
_TRIPLES = Recipe.of("complete", points=4, size=3)
_HUGE = 10**30
_MOST_STEPS = 64
_MOST_POINTS, _GREATEST_LAMBDA = 1000, 64


@construction("multiple", example={"of": _TRIPLES, "times": 2})
def multiple(of: Design, times: int) -> Design:
    """Every block repeated: 2-(v, k, lambda) gives 2-(v, k, times * lambda); resolutions stay.

    Raises:
        BadInput: the ingredient is no 2-design, or times < 1.

    Complexity: O(times * b k).
    Source: trivial.

    >>> from designs.constructions.complete import complete
    >>> multiple(complete(4, 3), 2).parameters()
    Parameters(v=4, k=3, lam=4)
    """
    require(times >= 1, f"times must be at least 1, got {times}")
    p = parameters_of(of)
    return _union([of] * times, of.automorphisms).confirmed(p.v, p.k, times * p.lam)


@construction("together", example={"of": (_TRIPLES,) * 2})
def together(of: Sequence[Design]) -> Design:
    """The blocks of several designs with the same v and k: their lambdas add up.

    The result is resolved if all ingredients are.

    Raises:
        BadInput: no ingredients, one that is no 2-design, or different v or k.

    Complexity: O(total size of the blocks).
    Source: trivial.

    >>> from designs.constructions.complete import complete
    >>> together([complete(4, 3), complete(4, 3)]).parameters()
    Parameters(v=4, k=3, lam=4)
    """
    parts = [parameters_of(design) for design in of]
    alike = len({(p.v, p.k) for p in parts}) == 1
    shown = ", ".join(map(str, parts)) or "none"
    require(alike, f"designs are put together if v and k agree, got {shown}")
    v, k, lam = parts[0].v, parts[0].k, sum(p.lam for p in parts)
    return _union(of).confirmed(v, k, lam)


def _union(parts: Sequence[Design], automorphisms: Sequence[Permutation] = ()) -> Design:
    points = parts[0].points
    if all(part.resolution for part in parts):
        classes = [blocks for part in parts for blocks in part.parallel_classes()]
        return Design.of_classes(points, classes, automorphisms)
    return Design(points, [block for part in parts for block in part.blocks], automorphisms)


@construction(
    "substitute", example={"of": Recipe.of("complete", points=5, size=4), "inside": _TRIPLES}
)
def substitute(of: Design, inside: Design) -> Design:
    """Every block of a design replaced by a design on its points.

    A 2-(v, K, m) and a 2-(K, k, n) give a 2-(v, k, mn): a pair lies in m of the big blocks, and in
    n of the small ones within each. The result is resolved if both ingredients are.

    Raises:
        BadInput: an ingredient is no 2-design, or the points of the second are not the block size
            of the first.

    Complexity: O(b b' k) where b and b' count the blocks of the ingredients.
    Source: H. Hanani, Discrete Math. 11 (1975) 255-369, lemma 2.2 (as remembered).

    >>> from designs.constructions.complete import complete
    >>> substitute(complete(5, 4), complete(4, 3)).parameters()
    Parameters(v=5, k=3, lam=6)
    """
    outer, inner = parameters_of(of), parameters_of(inside)
    fits = outer.k == inner.v
    require(fits, f"the blocks have {outer.k} points, so a design on {inner.v} points does not fit")
    if of.resolution and inside.resolution:
        pairs = product(of.parallel_classes(), inside.parallel_classes())
        design = Design.of_classes(of.points, [_placed(*pair) for pair in pairs])
    else:
        design = Design(of.points, _placed(of.blocks, inside.blocks))
    return design.confirmed(outer.v, inner.k, outer.lam * inner.lam)


def _placed(large: Sequence[Block], small: Sequence[Block]) -> list[list[int]]:
    """The small blocks on the points of each large one."""
    return [[big[i] for i in block] for big in large for block in small]


@recursive_rule("multiples", "2-design", "t-design", "resolvable")
def from_multiple(p: Parameters) -> Reductions:
    """Through a design with the same v and k, and lambda divided by a whole number.

    >>> [r.needs for r in from_multiple(Parameters(7, 3, 4))]
    [(Parameters(v=7, k=3, lam=1),), (Parameters(v=7, k=3, lam=2),)]
    """
    least = p.least_lambda
    for times in sorted(_divisors(p.lam // least), reverse=True)[:-1]:
        part = p.with_lambda(p.lam // times)
        yield Reduction((part,), partial(_copies, times=times))


def _divisors(number: int) -> list[int]:
    """All divisors of a positive number; of a huge one only the trivial ones."""
    if number > _HUGE:
        return [1, number]
    divisors = [1]
    for prime, exponent in factorize(number).items():
        divisors = [d * prime**e for d in divisors for e in range(exponent + 1)]
    return divisors


@recursive_rule("sums of designs", "2-design")
@recursive_rule("sums", "resolvable")
def from_sum(p: Parameters) -> Reductions:
    """Through two designs with the same v and k, one of them possibly repeated.

    With lambda = n steps of the least admissible one: every split into two if n <= 64, else a part
    of less than 64 steps and copies of one of at most 8 steps.

    >>> [r.needs for r in from_sum(Parameters(7, 3, 3))]
    [(Parameters(v=7, k=3, lam=1), Parameters(v=7, k=3, lam=2))]
    """
    least = p.least_lambda
    for small, large in _splits(p.lam // least):
        parts = [p.with_lambda(least * steps) for steps in (small, large)]
        yield _sum(p, parts[0], parts[1], (p.lam // least - small) // large)


@recursive_rule("sums", "t-design")
def from_few_sums(p: Parameters) -> Reductions:
    """As `from_sum`, if lambda is at most 64 times the least admissible one.

    >>> len(list(from_few_sums(Parameters(8, 4, 4, t=3))))
    2
    """
    return from_sum(p) if p.lam <= _MOST_STEPS * p.least_lambda else iter(())


def _splits(steps: int) -> Iterator[tuple[int, int]]:
    """The steps of one part, and of the other or of the unit that it is copies of."""
    if steps <= _MOST_STEPS:
        yield from ((small, steps - small) for small in range(1, steps // 2 + 1))
        return
    for small in range(1, _MOST_STEPS):
        yield from ((small, unit) for unit in range(1, 9) if (steps - small) % unit == 0)


def _sum(p: Parameters, small: Parameters, unit: Parameters, times: int) -> Reduction:
    def conclude(first: Exists, second: Exists) -> Exists:
        second = _copies(second, times)
        recipe = Recipe.of("together", of=(*_summands(first), *_summands(second)))
        return Exists(
            p, recipe, f"{_named(first)} together with {_named(second)}", _sources(first, second)
        )

    return Reduction((small, unit), conclude)


def _copies(found: Exists, times: int) -> Exists:
    """The answer of so many copies of a design."""
    if times == 1:
        return found
    part = found.parameters
    recipe = Recipe.of("multiple", of=found.recipe, times=times)
    because = f"{times} copies of {part}: {found.because}"
    return Exists(part.with_lambda(times * part.lam), recipe, because, found.source)


def _named(found: Exists) -> str:
    return f"{found.parameters} ({found.because})"


def _sources(*found: Exists) -> str:
    return "; ".join(dict.fromkeys(s for answer in found for s in answer.source.split("; ")))


def _summands(found: Exists) -> tuple[Recipe, ...]:
    if found.recipe.rule == "together":
        return tuple(dict(found.recipe.arguments)["of"])
    return (found.recipe,)


@recursive_rule("blocks replaced by designs", "2-design")
def from_substitution(p: Parameters) -> Reductions:
    """Through a design with larger blocks, and one on their points; v <= 1000, lambda <= 64.

    >>> [r.needs for r in from_substitution(Parameters(13, 3, 2))][0]
    (Parameters(v=13, k=4, lam=1), Parameters(v=4, k=3, lam=2))
    """
    if p.v > _MOST_POINTS or p.lam > _GREATEST_LAMBDA:
        return
    for size in range(p.k + 1, p.v):
        for inner in _divisors(p.lam):
            outer = Parameters(p.v, size, p.lam // inner)
            inside = Parameters(size, p.k, inner)
            if all(x.r.denominator == x.b.denominator == 1 for x in (outer, inside)):
                yield _substitution(p, outer, inside)


def _substitution(p: Parameters, outer: Parameters, inside: Parameters) -> Reduction:
    def conclude(first: Exists, second: Exists) -> Exists:
        recipe = Recipe.of("substitute", of=first.recipe, inside=second.recipe)
        because = f"each block of {_named(first)} replaced by {_named(second)}"
        return Exists(p, recipe, because, _sources(first, second))

    return Reduction((outer, inside), conclude, shallow=True)
