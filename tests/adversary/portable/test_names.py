"""Names that exported source may use."""

from __future__ import annotations

import keyword

from hypothesis import example, given
from hypothesis import strategies as st

from adversary.portable.names import Names

wishes = st.one_of(st.text(max_size=4), st.sampled_from(["np", "lambda", "a", "a_2", "max", "x y"]))


@given(st.lists(wishes, max_size=12))
@example(["x²", "ﬁ", "fi", "𐄇"])
def test_no_name_is_given_twice_or_hides_anything(wanted):
    names = Names(["np", "scan"])
    given_out = [names.new(wish) for wish in wanted]
    assert len(set(given_out)) == len(given_out)
    assert not {*given_out} & {*keyword.kwlist, "np", "scan", "max", "min", "int"}
    space = {}
    exec("".join(f"{name} = 1\n" for name in given_out), {}, space)
    assert len(space) == len(given_out)


def test_a_word_that_is_free_is_kept_and_primitives_are_words():
    names = Names()
    assert [names.new("layers_0_bias"), names.for_primitive("add"), names.for_primitive("sub")] == [
        "layers_0_bias", "added", "difference",
    ]  # fmt: skip
    assert names.for_primitive("scatter-max").isidentifier()
    assert names.for_primitive("add_any") == "added_2"
