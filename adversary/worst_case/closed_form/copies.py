"""Worst cases of codes with c copies of every worker: the adversary silences all copies."""

from __future__ import annotations

from collections.abc import Sequence

from adversary.decoding.decode import Decoder
from adversary.worst_case.closed_form.form import ClosedForm, Form
from adversary.worst_case.result import Method
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.duplication import Copied
from designs.codes.structure import copied_workers
from designs.errors import require


def of_copies(forms: tuple[Form, ...]) -> Form:
    """The closed form of a code with c copies of every worker: ``e(floor(s/c))`` of one copy each.

    ``forms`` are applied to the code of one copy.

    Complexity: O(n k), and that of the forms.
    Source: derived in docs/why-it-is-true.md.

    >>> from adversary.worst_case.closed_form.overlap import equal_overlap_form
    >>> from designs.codes import block_design, duplicated
    >>> twice = duplicated(block_design(7, 3, 1), 2)
    >>> of_copies((equal_overlap_form,))(twice, 5, "optimal").value
    Fraction(4, 7)
    """

    def copies_form(code: GradientCode, s: int, decoder: Decoder) -> ClosedForm | None:
        copies = copied_workers(code) if decoder == "optimal" else None
        if copies is None:
            return None
        whole = s // len(copies.workers[0])
        found = next((f for form in forms if (f := form(copies.code, whole, decoder))), None)
        if found is None:
            return None
        silent = [w for i in found.worst_set for w in copies.workers[i]]
        rest = (w for i, c in enumerate(copies.workers) if i not in found.worst_set for w in c)
        spare = [w for w, _ in zip(rest, range(s - len(silent)), strict=False)]
        return ClosedForm(found.value, tuple(sorted([*silent, *spare])), Method.COPIES)

    return copies_form


def duplicated_curve(
    curve: Sequence[Rational], copies: int, of: Copied = "workers"
) -> tuple[Rational, ...]:
    """The worst cases of a duplicated code from the curve e(0), ..., e(n) of the code.

    With c copies of every worker ``e(floor(s/c))``, with c copies of the data ``c e(s)``.

    Raises:
        BadInput: fewer than one copy.

    Complexity: linear.
    Source: derived in docs/why-it-is-true.md.

    >>> duplicated_curve([0, 1, 2], 2), duplicated_curve([0, 1, 2], 2, "partitions")
    ((0, 0, 1, 1, 2), (0, 2, 4))
    """
    require(copies >= 1, f"copies must be at least 1, got {copies}")
    if of == "partitions":
        return tuple(copies * e for e in curve)
    return tuple(curve[s // copies] for s in range(copies * (len(curve) - 1) + 1))
