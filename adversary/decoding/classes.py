"""Decoding of nets and all codes of orthogonal classes: error and weights in closed form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from adversary.decoding.decoder import decoder
from adversary.decoding.error import survivors_of
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.structure import OrthogonalClasses, orthogonal_classes
from designs.errors import BadInput


def classes_of(code: GradientCode) -> OrthogonalClasses:
    """The orthogonal classes of a code that must have them.

    Raises:
        BadInput: it has none.

    >>> classes_of(GradientCode([[1, 0], [0, 1]])).classes
    ((0, 1),)
    """
    structure = orthogonal_classes(code)
    if structure is None:
        raise BadInput("the closed form needs a code of orthogonal classes, like a net or a grid")
    return structure


def classes_error(structure: OrthogonalClasses, stragglers: Iterable[int]) -> Rational:
    """The exact optimal error: ``k / (1 + sum_i (k/q_i - 1))``, q_i partitions lost in class i.

    It is 0 if a class is whole (q_i = 0). In a net of order l with s_i stragglers in class i it is
    ``l^2 / (1 - r + l (1/s_1 + ... + 1/s_r))``: it depends on these numbers only.

    Complexity: O(n).
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes import net
    >>> classes_error(orthogonal_classes(net(5, 3)), [0, 5, 10])
    Fraction(25, 13)
    """
    k, lost = structure.partitions, structure.lost(stragglers)
    if 0 in lost:
        return 0
    return plain(k / (1 + sum((Fraction(k - q, q) for q in lost), Fraction(0))))


@decoder("orthogonal-classes")
def classes_weights(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """Optimal weights of the survivors in closed form: ``e(S)/q_i`` for those of class i.

    If classes are whole, those of the first such class get 1 and all others 0.

    Raises:
        BadInput: the code has no orthogonal classes, or a survivor is no worker of it.

    Complexity: O(n^2 k) to check the structure, O(n) for the weights.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes.net import grid
    >>> classes_weights(grid([2, 2]), [0, 2])
    (Fraction(2, 3), Fraction(2, 3))
    """
    structure = classes_of(code)
    silent = survivors_of(code, survivors)
    error, lost = Fraction(classes_error(structure, silent)), structure.lost(silent)
    shares = [error / q for q in lost] if error else [Fraction(0)] * len(lost)
    if not error:
        shares[lost.index(0)] = Fraction(1)
    share_of = {w: x for part, x in zip(structure.classes, shares, strict=True) for w in part}
    scale = {w: next(x for x in code.encoding[w] if x) for w in survivors}
    return tuple(plain(share_of[w] / scale[w]) for w in survivors)
