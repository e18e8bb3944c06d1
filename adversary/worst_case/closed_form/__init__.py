"""Worst cases by formula, on structure that is recognised in the encoding and checked there."""

from adversary.decoding.decode import Decoder
from adversary.worst_case.closed_form.classes import orthogonal_classes_form
from adversary.worst_case.closed_form.copies import of_copies
from adversary.worst_case.closed_form.form import ClosedForm as ClosedForm
from adversary.worst_case.closed_form.form import Form
from adversary.worst_case.closed_form.groups import disjoint_groups_form
from adversary.worst_case.closed_form.overlap import equal_overlap_form
from adversary.worst_case.closed_form.products import product_form
from designs.codes import GradientCode

_OF_ONE_COPY: tuple[Form, ...] = (
    equal_overlap_form,
    disjoint_groups_form,
    orthogonal_classes_form,
    product_form,
)
FORMS: tuple[Form, ...] = (*_OF_ONE_COPY, of_copies(_OF_ONE_COPY))


def closed_form(code: GradientCode, s: int, decoder: Decoder = "optimal") -> ClosedForm | None:
    """The worst case by the first formula that holds for the code, or None.

    Complexity: O(n^2 k) to recognise a structure.

    >>> from designs.codes import net
    >>> closed_form(net(7, 5), 9).value
    Fraction(49, 17)
    """
    return next((found for form in FORMS if (found := form(code, s, decoder))), None)
