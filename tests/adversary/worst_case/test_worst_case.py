"""The exact worst case against brute force over all straggler sets, in exact arithmetic."""

from __future__ import annotations

import signal
import time
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from small_codes import any_code, brute

from adversary import curve, error, worst_case
from adversary.worst_case.attacks import LocalSearch
from adversary.worst_case.enumeration import Enumeration
from adversary.worst_case.result import Method
from designs import (
    BadInput,
    GradientCode,
    block_design,
    cyclic_repetition,
    random_biregular,
    uncoded,
)


@pytest.mark.parametrize("seed", range(150))
def test_whole_curves_against_brute_force(seed):
    code = any_code(seed)
    for decoder in ("optimal", "one-step"):
        if decoder == "one-step" and not sum(map(sum, code.encoding)):
            continue
        for point in curve(code, decoder=decoder):
            truth = brute(code, point.stragglers, decoder)
            assert point.proved
            assert point.error == truth == error(code, point.worst_set, decoder)
            assert len(point.worst_set) == point.stragglers


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_many_more_curves_against_brute_force(seed):
    test_whole_curves_against_brute_force(seed)


@pytest.mark.parametrize(
    "code",
    [random_biregular(9, 9, 3, seed=1), random_biregular(10, 6, 5, seed=2),
     cyclic_repetition(9, 3, seed=1), block_design(9, 3, 1, "blocks")],
    ids=str,
)  # fmt: skip
def test_larger_curves_against_brute_force(code):
    assert [p.error for p in curve(code)] == [brute(code, s) for s in range(code.workers + 1)]


def test_without_flint_nothing_changes(monkeypatch):
    code = random_biregular(8, 8, 3, seed=4)
    expected = [(p.error, p.worst_set) for p in curve(code)]
    monkeypatch.setattr("designs.algebra.linear.use_flint", lambda: False)
    assert [(p.error, p.worst_set) for p in curve(code)] == expected


def test_exact_recovery_is_proved_by_ranks():
    points = curve(cyclic_repetition(12, 4))
    assert [p.error for p in points[:4]] == [0, 0, 0, 0]
    assert all(p.method is Method.FULL_SPAN for p in points[:4])
    assert points[4].error >= 1


def test_uncoded_loses_what_straggles():
    assert [p.error for p in curve(uncoded(9))] == list(range(10))


def test_a_time_limit_gives_an_interval_that_holds():
    code = random_biregular(16, 16, 4, seed=0)
    truth = worst_case(code, 6)
    stopped = worst_case(code, 6, time_limit=0)
    assert truth.proved
    assert not stopped.proved
    assert stopped.lower <= truth.error <= stopped.upper
    assert stopped.error is None
    assert error(code, stopped.worst_set) == stopped.lower
    assert stopped.to_json()["error"] is None


def test_a_stopped_curve_still_says_something_for_every_s():
    code = random_biregular(14, 14, 4, seed=0)
    points = curve(code, time_limit=0)
    assert [p.stragglers for p in points] == list(range(15))
    for point, truth in zip(points, curve(code), strict=True):
        assert point.lower <= truth.error <= point.upper


def test_fixed_decoder_stopped_early_gives_an_interval_that_holds():
    code = random_biregular(20, 20, 4, seed=0)
    truth = worst_case(code, 6, decoder="one-step")
    stopped = worst_case(code, 6, decoder="one-step", time_limit=0)
    assert truth.proved
    assert not stopped.proved
    assert stopped.lower <= truth.error <= stopped.upper


def press_ctrl_c(*_):
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("decoder", ["optimal", "one-step"])
def test_ctrl_c_keeps_what_is_proved_when_asked_to(decoder):
    code = random_biregular(40, 40, 5, seed=0)
    options = {"decoder": decoder, "progress": press_ctrl_c}
    point = worst_case(code, 8, keep_on_interrupt=True, **options)
    assert not point.proved
    assert point.lower <= point.upper
    assert error(code, point.worst_set, decoder) == point.lower
    with pytest.raises(KeyboardInterrupt):
        worst_case(code, 8, **options)


def test_ctrl_c_in_a_curve_keeps_what_is_proved_when_asked_to():
    code = random_biregular(13, 13, 4, seed=0)
    points = curve(code, progress=press_ctrl_c, keep_on_interrupt=True)
    assert [p.stragglers for p in points] == list(range(14))
    assert points[0].proved
    assert not points[6].proved
    for point, truth in zip(points, curve(code), strict=True):
        assert point.lower <= truth.error <= point.upper
        assert error(code, point.worst_set) == point.lower
    with pytest.raises(KeyboardInterrupt):
        curve(code, progress=press_ctrl_c)


def test_ctrl_c_during_the_attack_still_gives_an_interval(monkeypatch):
    code = random_biregular(13, 13, 4, seed=0)
    monkeypatch.setattr(LocalSearch, "exchange", press_ctrl_c)
    point = worst_case(code, 4, keep_on_interrupt=True)
    assert point.lower <= worst_case_untouched(code, 4) <= point.upper
    assert len(curve(code, keep_on_interrupt=True)) == 14


def worst_case_untouched(code, s):
    search = Enumeration(code, s, tuple(range(s)))
    search.run(None, None)
    return search.lower


def test_a_curve_proves_the_easy_points_whatever_happens_to_the_hard_ones(monkeypatch):
    monkeypatch.setattr(time, "monotonic", time.process_time)  # a busy machine takes no time away
    code = random_biregular(26, 26, 5, seed=0)
    points = curve(code, time_limit=2)
    assert all(points[s].proved for s in (0, 1, 24, 25, 26))
    lower = [p.lower for p in points]
    assert lower == sorted(lower)
    assert [p.upper for p in points] == sorted(p.upper for p in points)


def test_the_time_limit_is_kept_where_every_step_is_long():
    begin = time.monotonic()
    for code, s in [(random_biregular(100, 100, 10), 30), (random_biregular(300, 300, 3), 2)]:
        point = worst_case(code, s, time_limit=1)
        assert error(code, point.worst_set) == point.lower
    assert time.monotonic() - begin < 30


@pytest.mark.parametrize("options", [{"decoder": "foo"}, {"decoder": "foo", "time_limit": 0}])
def test_unknown_decoders_are_refused(options):
    for s in (0, 3, 7):
        with pytest.raises(BadInput, match="unknown decoder"):
            worst_case(block_design(7, 3, 1), s, **options)


def test_many_partitions_are_no_obstacle():
    random_ones = np.random.default_rng(0).integers(0, 2, (10, 6000)).tolist()
    assert worst_case(GradientCode(random_ones), 3, time_limit=60).proved


@pytest.mark.parametrize("largest", [2**19, 2**35, 2**45, 10**25])
def test_large_entries_are_no_obstacle(largest):
    random_rows = np.random.default_rng(1).random((7, 7))
    code = GradientCode([[int(x * largest) for x in row] for row in random_rows])
    assert [p.error for p in curve(code)] == [brute(code, s) for s in range(8)]


def test_progress_rises_to_one():
    done = []
    worst_case(random_biregular(14, 14, 4, seed=1), 5, progress=lambda x, *_: done.append(x))
    assert done == sorted(done)
    assert done[-1] == 1


@pytest.mark.parametrize("s", [-1, 8])
def test_too_many_stragglers(s):
    with pytest.raises(BadInput, match=r"0\.\.7"):
        worst_case(block_design(7, 3, 1), s)


def test_a_large_code_with_closed_form_is_immediate():
    code = block_design(91, 10, 1)
    assert worst_case(code, 9).error == Fraction(81, 91)
    assert comb(91, 45) > 10**25
    assert worst_case(code, 45).proved


def test_json_has_the_promised_fields():
    value = worst_case(block_design(7, 3, 1), 2).to_json()
    assert value["error"] == value["lower"] == value["upper"] == "4/7"
    assert value["proved"] is True
    assert {"format", "workers", "partitions", "stragglers", "decoder", "worst_set", "method",
            "seconds"} <= set(value)  # fmt: skip
