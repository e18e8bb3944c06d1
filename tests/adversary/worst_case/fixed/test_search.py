"""The worst case of fixed decoders: against brute force, both ways of running it, and its proof."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
from small_codes import brute, brute_one_step, fixed_code

from adversary.decoding.decode import common_weight
from adversary.decoding.error import error
from adversary.worst_case import worst_case
from adversary.worst_case.fixed.form import FixedForm
from adversary.worst_case.fixed.open_nodes import Tree
from adversary.worst_case.fixed.search import FixedWeight
from designs import GradientCode, block_design, random_biregular


def replay(code, s, decoder, target, records):
    """Prove by the records alone, in fractions, that no set has an error above the target."""
    n = code.workers
    w = Fraction(common_weight(code, n - s, decoder))
    products = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in code.encoding]
                for x in code.encoding]  # fmt: skip
    nodes, rest = [(frozenset(range(n)), frozenset())], iter(records)
    while nodes:
        open_, silent = nodes.pop()
        while True:
            t = s - len(silent)
            assert 0 <= t <= len(open_)
            left = [
                w * sum(code.encoding[j][i] for j in range(n) if j not in silent) - 1
                for i in range(code.partitions)
            ]
            base = sum(x * x for x in left)
            rows = {}
            for j in open_:
                inner = sum(a * b for a, b in zip(code.encoding[j], left, strict=True))
                others = sorted((w * w * products[j][k] for k in open_ if k != j), reverse=True)
                rows[j] = -2 * w * inner + w * w * products[j][j] + sum(others[: max(t - 1, 0)])

            def most(among, many, rows=rows):
                return sum(sorted((rows[k] for k in among), reverse=True)[:many])

            kind, *fields = next(rest).split(" ")
            if kind == "l":
                assert base + most(open_, t) <= target
                break
            if kind == "b":
                j = int(fields[0])
                assert j in open_
                nodes += [(open_ - {j}, silent), (open_ - {j}, silent | {j})]
                break
            kept, silenced = ([] if f == "-" else list(map(int, f.split(","))) for f in fields)
            assert kind == "f"
            assert len(set(kept + silenced)) == len(kept + silenced) > 0
            for j in kept:
                assert base + rows[j] + most(open_ - {j}, t - 1) <= target
            for j in silenced:
                assert base + most(open_ - {j}, t) <= target
            open_, silent = open_ - set(kept) - set(silenced), silent | set(silenced)
    assert next(rest, None) is None


def check_all(code, decoder="one-step"):
    for s in range(code.workers + 1):
        search = FixedWeight(code, s, decoder)
        assert search.lower <= brute(code, s, decoder) <= search.upper
        search.run(None, None)
        assert search.lower == search.upper == brute(code, s, decoder)
        assert error(code, search.worst_set, decoder) == search.lower
        assert search.worst_set == tuple(sorted(set(search.worst_set)))
        assert len(search.worst_set) == s
        replay(code, s, decoder, search.lower, search.records())


@pytest.mark.parametrize("seed", [*range(120), 1559, 2455])
def test_against_brute_force(seed):
    check_all(fixed_code(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_many_more_against_brute_force(seed):
    check_all(fixed_code(seed))


@pytest.mark.parametrize("design", [(7, 3, 1), (6, 3, 2)])
def test_the_weights_of_block_designs(design):
    check_all(block_design(*design), "block-design")
    check_all(block_design(*design), "one-step")


@pytest.mark.parametrize(("n", "k", "d", "s"), [(14, 14, 4, 5), (16, 8, 6, 7), (12, 18, 6, 6)])
def test_larger_trees_against_brute_force(n, k, d, s):
    code = random_biregular(n, k, d, seed=1)
    search = FixedWeight(code, s, "one-step")
    search.run(None, None)
    assert search.lower == search.upper == brute_one_step(code, s)
    replay(code, s, "one-step", search.lower, search.records())


def test_floats_are_decided_exactly_on_trees_of_some_size():
    rows = np.random.default_rng(5).random((12, 9))
    code = GradientCode(rows.tolist())
    assert not FixedForm(code, 5, "one-step").exact
    search = FixedWeight(code, 5, "one-step")
    search.run(None, None)
    assert search.lower == search.upper == brute(code, 5, "one-step")
    replay(code, 5, "one-step", search.lower, search.records())


@pytest.mark.parametrize("seed", range(0, 120, 5))
def test_the_checker_accepts_the_proofs_and_nothing_less(seed):
    checker = pytest.importorskip("adversary.check")
    code = fixed_code(seed)
    for s in range(code.workers + 1):
        search = FixedWeight(code, s, "one-step")
        search.run(None, None)
        body = {
            "format": "kirkman-certificate/1",
            "code": {"name": "", "encoding": [[str(x) for x in row] for row in code.encoding]},
            "claim": {"stragglers": s, "decoder": "one-step",
                      "lower": str(search.lower), "upper": str(search.upper)},
            "witness": list(search.worst_set),
            "proof": {"kind": "fixed-tree", "symmetries": [], "records": search.records()},
        }  # fmt: skip
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        assert checker.check(body | {"id": hashlib.sha256(text.encode()).hexdigest()})
        body["proof"]["records"].pop()
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        with pytest.raises(checker.RejectedError):
            checker.check(body | {"id": hashlib.sha256(text.encode()).hexdigest()})


def test_a_proof_does_not_replay_for_a_smaller_claim():
    code = random_biregular(12, 12, 4, seed=2)
    search = FixedWeight(code, 4, "one-step")
    search.run(None, None)
    with pytest.raises(AssertionError):
        replay(code, 4, "one-step", search.lower - Fraction(1, 10**9), search.records())


def test_there_is_no_proof_before_the_end():
    search = FixedWeight(random_biregular(30, 30, 5, seed=0), 8, "one-step")
    assert search.records() is None
    search.run(0, None)
    assert search.records() is None


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_an_interrupt_leaves_an_interval_and_the_search_can_go_on(after):
    code, calls = random_biregular(40, 40, 5, seed=0), []

    def stop(*report):
        calls.append(report)
        if len(calls) == after:
            raise KeyboardInterrupt

    search = FixedWeight(code, 9, "one-step")
    with pytest.raises(KeyboardInterrupt):
        search.run(None, stop)
    assert error(code, search.worst_set, "one-step") == search.lower
    truth = worst_case(code, 9, decoder="one-step").error
    assert search.lower <= truth <= search.upper
    search.run(None, None)
    assert search.lower == search.upper == truth


def test_an_interrupt_inside_the_search_changes_nothing(monkeypatch):
    code = random_biregular(24, 24, 4, seed=0)
    search = FixedWeight(code, 8, "one-step")
    with monkeypatch.context() as patch:
        explore = Tree.explore

        def halfway(tree, *args, **options):
            explore(tree, *args, **options)
            raise KeyboardInterrupt

        patch.setattr(Tree, "explore", halfway)
        with pytest.raises(KeyboardInterrupt):
            search.run(None, None)
    assert search.lower < search.upper
    assert search.nodes == 0
    search.run(None, None)
    assert search.lower == search.upper


def test_progress_narrows_the_interval():
    code, reports = random_biregular(50, 50, 5, seed=0), []
    FixedWeight(code, 10, "one-step").run(None, lambda *report: reports.append(report))
    done, lower, upper = zip(*reports, strict=True)
    assert done == tuple(sorted(done))
    assert (done[0], done[-1]) == (0, 1)
    assert lower == tuple(sorted(lower))
    assert lower[-1] == upper[-1] == min(upper)


PLAIN = """
import json, sys
from designs import random_biregular
from adversary.worst_case.tree.compiled import has_compiler
from adversary.worst_case.fixed.search import FixedWeight
out = []
for s in range(13):
    search = FixedWeight(random_biregular(12, 12, 3, seed=3), s, "one-step")
    search.run(None, None)
    out.append([str(search.lower), str(search.upper), search.worst_set, search.records()])
print(json.dumps([has_compiler(), out]))
"""


def test_plain_python_does_the_same():
    root = Path(__file__).resolve().parents[4]
    results = [
        subprocess.run(
            [sys.executable, "-c", PLAIN], env={"KIRKMAN_PLAIN": plain, "HOME": str(Path.home())},
            cwd=root, capture_output=True, check=True,
        ).stdout
        for plain in ("0", "1")
    ]  # fmt: skip
    compiled, plain = map(json.loads, results)
    assert not plain[0]
    assert compiled[1] == plain[1]


def test_forty_workers_need_few_nodes():
    search = FixedWeight(random_biregular(40, 40, 5, seed=0), 10, "one-step")
    search.run(None, None)
    assert search.lower == search.upper
    assert search.nodes < comb(40, 10) / 10**5
