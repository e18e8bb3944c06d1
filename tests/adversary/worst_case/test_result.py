"""What the upper end of a worst case rests on."""

from __future__ import annotations

import json
import pickle

from adversary import worst_case
from adversary.worst_case.result import Method
from designs import block_design


def test_a_method_is_its_sentence_wherever_it_is_written():
    result = worst_case(block_design(7, 3, 1), 2)
    sentence = "closed form: every pair of workers overlaps equally"
    assert result.method is Method.EQUAL_OVERLAP
    assert json.loads(json.dumps(result.to_json()))["method"] == sentence == f"{result.method}"
    assert Method(sentence) is Method.EQUAL_OVERLAP


def test_methods_travel_between_processes():
    for method in Method:
        again = pickle.loads(pickle.dumps(method))
        assert again is method
        assert again.certificate_kind == method.certificate_kind


def test_what_a_certificate_needs_no_records_for():
    kinds = {m.certificate_kind for m in Method if m.closed_form}
    assert kinds == {m.certificate_kind for m in Method} - {"ranks"}
    assert not Method.FULL_SPAN.closed_form
