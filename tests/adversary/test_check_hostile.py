"""The checker: hostile input, and alone as a script."""

from __future__ import annotations

import ast
import gzip
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from checking import (
    certificate,
    closed,
    sealed,
    small_code,
    tree,
    tree_certificate,
    turned,
    worst,
)

import adversary.check
from adversary.check import RejectedError, check
from designs import GradientCode, block_design, uncoded

# Hostile input.

FANO_TREE = ["p 8 3 3 3 3 3 3 3", "l"]


def hostile(path, value):
    """A valid certificate, in which this place has another value; ... removes it."""
    original = certificate(
        block_design(7, 3, 1), 1, "optimal", closed("tree", symmetries=[], records=FANO_TREE)
    )
    place = result = json.loads(json.dumps(original))
    *front, last = path
    for key in front:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return sealed(result) if path != ("id",) else result


ENDLESS = []
ENDLESS.append(ENDLESS)
ODD = [None, True, -1, 10**30, 0.25, "x", "", [], {}, [[]], {"a": 1}, "1/0", "1e9", ENDLESS, ...]
PLACES = [
    ("format",), ("id",), ("code",), ("claim",), ("witness",), ("proof",),
    ("code", "name"), ("code", "encoding"), ("code", "encoding", 0), ("code", "encoding", 0, 0),
    ("claim", "stragglers"), ("claim", "decoder"), ("claim", "lower"), ("claim", "upper"),
    ("witness", 0), ("proof", "kind"), ("proof", "symmetries"), ("proof", "records"),
    ("proof", "records", 0), ("proof", "records", 1), ("unknown",), ("claim", "unknown"),
    ("code", "unknown"), ("proof", "unknown"),
]  # fmt: skip


def harmless(path, value):
    """A name, no symmetries, a generous claim, and no unknown keys are as they should be."""
    return (
        (path[-1] == "name" and isinstance(value, str))
        or (path[-1] == "symmetries" and value == [])
        or (path[-1] == "upper" and value == 10**30)
        or (path[-1] == "unknown" and value is ...)
    )


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_odd_values_are_rejected_in_one_sentence(path):
    for value in ODD:
        if harmless(path, value):
            continue
        try:
            odd = hostile(path, value)
        except ValueError:  # the endless list has no canonical text, hence no id
            odd = hostile(path, None) | {path[0]: value}
        with pytest.raises(RejectedError) as rejected:
            check(odd)
        assert 5 < len(str(rejected.value)) < 200
        assert "\n" not in str(rejected.value)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([], "end before"), (["e"], "record 0: the kept workers"), (["l"], "record 0: the policy"),
        ([*FANO_TREE, "l"], "record 2: nothing is left"), ([*FANO_TREE, "e"], "record 2: nothing"),
        (["p 7 3 3 3 3 3 3", "l"], "record 0: no policy"), (["p 0 3 3 3 3 3 3 3"], "no policy"),
        (["p -7 3 3 3 3 3 3 3"], "no policy"), (["p"], "record 0"), (["p 1.0"], "no kind"),
        (["p 7 3 3 3 3 3 3 3_0"], "no kind"), (["p 7 3 3 3 3 3 3 \u0663"], "no kind"),
        (["x"], "no kind"), (["e e"], "record 0"), ([" "], "record 0"), (["ee"], "no kind"),
        (["b"], "record 0"), (["b 7"], "not in question"), (["b -1"], "not in question"),
        (["b 0 1"], "not in question"), (["b 0", "b 1"], "more workers"), (["b b"], "record 0"),
        (["b 0", "e", "b 0"], "record 2: a list has one twice or one not in question"),
        (["o 0 0"], "not in question"), (["o 0 0,0"], "not in question"),
        (["f 0 -"], "0 is not forced to stay"), (["f - 0"], "0 is not forced out"),
        (["f 0,0 -"], "one twice"), (["f - 0,0"], "one twice"), (["f 0 0"], "one twice"),
        (["f - 9"], "not in question"), (["f 0"], "record 0"), (["f"], "record 0"),
        (["c 9 1 1 1 1 1 1 1"], "no point"), (["c 9 1 1 1 1 1 1 1 1"], "no point"),
        (["c 9 1 1 1 1 1 1 0"], "no point"), (["c 9 1 1 1 1 1 1 1 1 0"], "no point"),
        (["c 9"], "not enough"), (["c"], "record 0"),
        (["c 9 2 1 1 1 1 1 1 0"], "no point"), (["c 9 0 0 0 0 0 0 0 0"], "no point"),
        (["c 9 -1 -1 -1 -1 -1 -1 -1 0"], "no point"), (["c 9 1 1 1 1 1 1 1 0 0"], "no point"),
        (["c 0 1 1 1 1 1 1 1 0"], "size is not"), (["c -1 1 1 1 1 1 1 1 0"], "size is not"),
        (["c 1 1 1 1 1 1 1 1 0", "e"], "the kept"), (["c 1/2 1 1 1 1 1 1 1 0"], "no kind"),
        (["b 0", "c 1 1 1 1 1 1 1 1", "e"], "no point"), (["f - - -"], "record 0"),
        (["b 0", "f - -"], "nothing to be forced"),
        (["k"], "record 0"), (["k 0"], "record 0"), (["k 0 - -"], "record 0"),
        (["k 0 -"], "makes no proved set"), (["k 9 -"], "not in question"),
        (["k 0 1"], "not in question"), (["k 0,0 -"], "one twice"), (["k -1 -"], "not in question"),
    ],
)  # fmt: skip
def test_bad_records_are_rejected_where_they_are(records, why):
    claim = certificate(
        block_design(7, 3, 1), 1, "optimal", closed("tree", symmetries=[], records=records)
    )
    with pytest.raises(RejectedError, match=why):
        check(claim)


def test_silence_is_not_counted_twice():
    """The hole of an earlier checker: naming a worker twice as silent lowered t by two."""
    code = GradientCode([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    upper = Fraction(5, 2)
    for records in (["f - 2,2", "e"], ["f - 2,2", "b 0", "e", "e"], ["f 0,0,0,0 -", "e"]):
        proof = {"kind": "tree", "symmetries": [], "records": records}
        with pytest.raises(RejectedError, match="one twice"):
            check(certificate(code, 2, "optimal", proof, upper=upper))


@pytest.mark.parametrize(
    "symmetries",
    [
        [[1, 2, 3, 4, 5, 6, 0]],
        [[0]],
        [[0, 0, 1, 2, 3, 4, 5]],
        [[*range(8)]],
        [[*range(6), True]],
        [7],
    ],
)
def test_symmetries_are_verified_even_if_unused(symmetries):
    code = GradientCode([[int(j <= w) for j in range(7)] for w in range(7)])
    proof = {"kind": "tree", "symmetries": symmetries, "records": tree(code, 2, worst(code, 2)[0])}
    with pytest.raises(RejectedError):
        check(certificate(code, 2, "optimal", proof))


def test_a_symmetry_must_keep_what_is_decided():
    code, symmetries = turned((0, 1, 3), 7)
    for records in (["b 0", "o 1 0"], ["b 0", "e", "o 1 0"]):
        proof = {"kind": "tree", "symmetries": symmetries, "records": records}
        with pytest.raises(RejectedError, match="does not keep what is decided"):
            check(certificate(code, 2, "optimal", proof, upper=7))
    for records in (["b 0", "b 1", "l", "o 2 0"], ["b 0", "b 1", "o 2 0", "l", "l", "o 2 0"]):
        proof = {"kind": "tree", "symmetries": [[1, 0, 3, 4, 2]], "records": records}
        with pytest.raises(RejectedError, match=f"{len(records) - 1}: a symmetry does not keep"):
            check(certificate(uncoded(5), 3, "optimal", proof, upper=5))


# With an upper end of 7 or 5, the error of decoding nothing, every "e" is right.


@pytest.mark.parametrize(
    ("records", "why"),
    [
        (["b 0", "k 1 -"], "1 makes no proved set"),  # the branch is not done
        (["b 0", "k 1 0"], "1 makes no proved set"),
        (["b 0", "b 1", "k 2 0"], "not in question|makes no proved set"),
        (["b 0", "e", "k 0 -"], "not in question"),  # kept already
        (["b 0", "e", "k 1,1 -"], "one twice"),
        (["b 0", "e", "b 1", "k 2 0"], "not in question"),  # 0 is not silent, but kept
        (["b 0", "e", "k 1 0"], "not in question"),
        (["b 0", "e", "b 1", "k 2 1,1"], "one twice"),
        (["b 0", "e", "b 1", "k 2 1"], "2 makes no proved set"),  # nothing of two workers is proved
        (["b 0", "e", "k 1,2,3,4,5,6 -", "e"], "nothing is left"),
    ],
)
def test_only_what_is_proved_before_is_known(records, why):
    code, symmetries = turned((0, 1, 3), 7)
    proof = {"kind": "tree", "symmetries": symmetries, "records": records}
    with pytest.raises(RejectedError, match=why):
        check(certificate(code, 2, "optimal", proof, upper=7))


def test_sets_of_another_orbit_are_not_known():
    for symmetries in ([], [[1, 0, 2, 3, 4]], [[0, 1, 3, 2, 4]]):
        proof = {"kind": "tree", "symmetries": symmetries, "records": ["b 2", "e", "k 4 -"]}
        with pytest.raises(RejectedError, match="4 makes no proved set"):
            check(certificate(uncoded(5), 2, "optimal", proof, upper=5))
    proof = {"kind": "tree", "symmetries": [[0, 1, 3, 2, 4]], "records": ["b 2", "e", "k 3 -", "e"]}
    check(certificate(uncoded(5), 2, "optimal", proof, upper=5))


def test_a_proved_set_must_be_in_the_branch_that_proved_it():
    """{0, 1} is proved below 0; a lookup of {2, 1} needs a symmetry that takes 0 to 2."""
    for symmetries, good in (([[2, 1, 0, 3, 4]], True), ([[0, 1, 3, 2, 4]], False)):
        records = ["b 0", "b 1", "e", "e", "b 2", "k 1 2", "e", "e"]
        proof = {"kind": "tree", "symmetries": symmetries, "records": records}
        claim = certificate(uncoded(5), 3, "optimal", proof, upper=5)
        if good:
            check(claim)
        else:
            with pytest.raises(RejectedError, match="1 makes no proved set"):
                check(claim)


def test_so_many_images_are_not_looked_up():
    many = uncoded(60)
    swap = [1, 0, *range(2, 60)]
    records = [*(f"b {w}" for w in range(5)), f"k 5 {','.join(map(str, range(5)))}"]
    proof = {"kind": "tree", "symmetries": [swap], "records": records}
    with pytest.raises(RejectedError, match="so many sets are not looked up"):
        check(certificate(many, 30, "optimal", proof, value=30, silent=range(30), upper=60))


def test_a_deep_nest_is_rejected_without_recursion():
    proof = closed("equal-overlap")
    for _ in range(100_000):
        proof = closed("monotone", stragglers=3, proof=proof)
    claim = certificate(block_design(7, 3, 1), 1, "optimal", closed("equal-overlap"))
    with pytest.raises(RejectedError):
        check(claim | {"proof": proof})
    del claim
    while "proof" in proof:  # or Python would recurse to free it
        proof = proof["proof"]


# Alone, as a script.

CHECKER = Path(adversary.check.__file__)


def script(*paths):
    words = [sys.executable, "-I", "-S", CHECKER, *paths]
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def test_the_script_needs_nothing_of_ours(tmp_path):
    good, bad = tmp_path / "good.json.gz", tmp_path / "bad.json"
    claim = tree_certificate(small_code(6), 2)
    good.write_bytes(gzip.compress(json.dumps(claim).encode()))
    bad.write_text(json.dumps(claim | {"witness": []}))
    assert script(good) == (0, [f"{good}: proved: {check(claim)}"])
    why = "the id is not that of the content"
    assert script(good, bad) == (
        1, [f"{good}: proved: {check(claim)}", f"{bad}: rejected: {why}"]
    )  # fmt: skip
    assert script() == (2, [])


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"\x1f\x8b broken", b'{"a": ' * 50_000, b"1" * 10**6],
    ids=range(7),
)
def test_unreadable_files(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    code, (line,) = script(path)
    assert (code, line.startswith(f"{path}: unreadable: ")) == (2, True)
    assert script(tmp_path / "none")[0] == 2


def test_a_key_named_twice_is_rejected(tmp_path):
    path = tmp_path / "twice.json"
    text = json.dumps(tree_certificate(small_code(6), 2))
    path.write_text(text.replace('"lower"', '"lower": "0", "lower"'))
    assert script(path) == (1, [f'{path}: rejected: an object names a key twice: "lower"'])


def test_it_imports_the_standard_library_only_and_has_no_floats():
    parsed = ast.parse(CHECKER.read_text())
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            assert all(a.name in sys.stdlib_module_names for a in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.module.partition(".")[0] in sys.stdlib_module_names
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not isinstance(node, ast.Div)


def test_long_numbers():
    code = GradientCode([[3**3000, 1], [1, 5**2000]])
    path_free = certificate(
        code, 1, "optimal", {"kind": "tree", "symmetries": [], "records": ["b 0", "e", "e"]}
    )
    assert check(path_free).startswith("e(1) = ")
