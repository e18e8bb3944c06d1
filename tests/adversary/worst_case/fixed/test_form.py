"""The quadratic form gives the errors of the definition, and its arrays bound them from above."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from small_codes import fixed_code

from adversary.decoding.error import error
from adversary.worst_case.fixed.form import FixedForm
from designs import block_design


@pytest.mark.parametrize("seed", range(48))
def test_values_are_errors_and_arrays_bound_them(seed):
    code = fixed_code(seed)
    for s in range(code.workers + 1):
        form = FixedForm(code, s, "one-step")
        couplings, linear = form.arrays()
        assert not np.diag(couplings).any()
        for silent in combinations(range(code.workers), s):
            value = form.value(silent)
            assert form.error(value) == error(code, silent, "one-step")
            chosen = list(silent)
            above = int(linear[chosen].sum() + couplings[np.ix_(chosen, chosen)].sum()) * form.unit
            assert above == value if form.exact else above >= value


@pytest.mark.parametrize("decoder", ["one-step", "block-design"])
def test_the_weights_of_block_designs(decoder):
    code = block_design(7, 3, 1)
    form = FixedForm(code, 3, decoder)
    assert form.exact
    for silent in combinations(range(7), 3):
        assert form.error(form.value(silent)) == error(code, silent, decoder)


def test_some_forms_do_not_fit_64_bits():
    assert {FixedForm(fixed_code(seed), 1, "one-step").exact for seed in range(40)} == {True, False}
