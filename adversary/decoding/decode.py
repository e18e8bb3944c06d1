"""Decoders: which weight the server gives to each survivor's message."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Literal, get_args

from adversary.decoding.decoder import decoder
from designs.algebra.linear import (
    Rational,
    common_denominator,
    gram,
    independent_rows,
    plain,
    solve,
)
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.codes.structure import equal_overlap
from designs.errors import BadInput, integer, require
from designs.lazy import make_callable

Decoder = Literal["optimal", "one-step", "block-design"]
DECODERS: tuple[Decoder, ...] = get_args(Decoder)


def decode(
    code: CodeLike, survivors: Sequence[int], decoder: Decoder = "optimal"
) -> tuple[Rational, ...]:
    """The exact weights ``a`` of the survivors' messages, in their order.

    ``optimal`` minimises ``|a B_F - 1|``, and among the minimisers the length of a
    (pseudo-inverse). ``one-step`` gives every survivor the same weight, ``n k / ((n - s) * sum of
    B)``: unbiased when the straggler set is uniformly random, n/(d(n - s)) for a 0/1 code of
    replication d. ``block-design`` is the closed form of the optimal weights when all workers
    overlap equally.

    Raises:
        BadInput: an unknown decoder, a survivor that is no worker, one-step decoding of an encoding
            whose entries sum to zero, or the closed form for a code without the structure.

    Complexity: O(m^2 k + m^3) exact operations for m survivors (optimal), O(n^2 k) else.
    Source: Z. Charles et al. (2017) for one-step decoding; S. Kadhe et al. (2019) for the idea of
    the closed form, which is derived in docs/why-it-is-true.md.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> decode(code, [0, 2])
    (Fraction(2, 3), Fraction(2, 3))
    >>> decode(code, [0, 1, 2], "one-step")
    (Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
    """
    code, survivors = as_code(code), [integer(w, "a survivor") for w in survivors]
    different = len(set(survivors)) == len(survivors)
    require(
        different and all(0 <= w < code.workers for w in survivors),
        f"survivors must be different workers 0..{code.workers - 1}, got {list(survivors)}",
    )
    require_decoder(decoder)
    if decoder == "optimal":
        return _least_squares(code, survivors)
    return (common_weight(code, len(survivors), decoder),) * len(survivors)


def require_decoder(name: str) -> None:
    """Raise `BadInput` unless this is the name of a decoder.

    >>> require_decoder("optimal")
    """
    known = ", ".join(DECODERS)
    require(name in DECODERS, f"unknown decoder {name!r}; the decoders are {known}")


def common_weight(code: GradientCode, survivors: int, decoder: Decoder) -> Rational:
    """The weight that a fixed decoder gives to every one of ``survivors`` survivors.

    >>> common_weight(GradientCode([[1, 0], [0, 1]]), 1, "one-step")
    2
    """
    if survivors == 0:
        return 0
    if decoder == "one-step":
        total = sum((Fraction(sum(row)) for row in code.encoding), Fraction(0))
        require(total != 0, "one-step decoding needs an encoding whose entries do not sum to zero")
        return plain(code.workers * code.partitions / (survivors * total))
    structure = equal_overlap(code)
    if structure is None:
        raise BadInput(
            "the block-design decoder needs workers of equal row sum, equal row length and equal "
            "overlap of every pair; use the optimal decoder for this code"
        )
    load, square, overlap = structure
    bottom = square + overlap * (survivors - 1)
    return plain(Fraction(load) / bottom) if bottom else 0


@decoder("optimal", certifiable=True)
def optimal(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """The weights of least error, and among them the shortest.

    >>> optimal(GradientCode([[1, 1], [1, 1]]), [0, 1])
    (Fraction(1, 2), Fraction(1, 2))
    """
    return decode(code, survivors, "optimal")


@decoder("one-step", certifiable=True)
def one_step(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """One weight for all survivors, unbiased when all sets of as many are equally likely.

    >>> one_step(GradientCode([[1, 0], [0, 1]]), [0])
    (2,)
    """
    return decode(code, survivors, "one-step")


@decoder("block-design", certifiable=True)
def equal_weights(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """The optimal weights in closed form, for workers that all overlap equally.

    >>> equal_weights(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), [0, 2])
    (Fraction(2, 3), Fraction(2, 3))
    """
    return decode(code, survivors, "block-design")


def _least_squares(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """Least-squares weights of least length, exactly.

    With G the Gram matrix of the survivors they solve ``G a = h``. If G is singular, take an
    independent set I of its rows: the weights are ``G[:, I] u`` with ``(G[I, :] G[:, I]) u = h_I``,
    a solution in the range of G.
    """
    scale, rows = common_denominator([code.encoding[w] for w in survivors])
    products, sums = gram(rows), [sum(row) for row in rows]
    with suppress(ZeroDivisionError):
        return tuple(plain(scale * x) for x in solve(products, sums))
    basis = independent_rows(products)
    normal = gram([products[i] for i in basis])
    u = solve(normal, [sums[i] for i in basis])
    return tuple(
        plain(scale * sum((products[w][i] * x for i, x in zip(basis, u, strict=True)), Fraction(0)))
        for w in range(len(rows))
    )


make_callable(__name__, __name__, "decode")
