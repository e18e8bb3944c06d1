"""Interchange: what is written reads back, and what is no design gets one sentence."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from designs import BadInput, Design, exists
from designs.interchange import READERS, WRITERS, detect, parse_designs, read_designs

FANO = exists(7, 3, 1).design()
PAIRS = [(p, q) for p in range(4) for q in range(p)]
PLANE = Design.of_classes(4, [[(0, 1), (2, 3)], [(0, 2), (1, 3)], [(0, 3), (1, 2)]])


@st.composite
def designs(draw):
    points = draw(st.integers(1, 9))
    block = st.sets(st.integers(0, points - 1), max_size=points)
    return Design(points, draw(st.lists(block, max_size=12)))


@pytest.mark.parametrize("form", WRITERS)
@given(design=designs())
@example(design=Design(3, []))
@example(design=Design(3, [(), ()]))
@example(design=Design(5, [(1, 3)]))
@example(design=FANO)
@example(design=Design(4, [(0, 1, 2, 3), (0,), (2, 3), (0,)]))
def test_what_is_written_reads_back(form, design):
    text = WRITERS[form](design)
    assert detect(text) == form
    assert READERS[form](text) == [design]
    assert parse_designs("\n " + text) == [design]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_resolution_survives(form):
    (read,) = parse_designs(WRITERS[form](PLANE))
    assert read.parallel_classes() == PLANE.parallel_classes()
    mixed = Design.of_classes(3, [[(0, 1, 2)], [(0,), (1, 2)], [(0, 1, 2)]])
    (read,) = parse_designs(WRITERS[form](mixed))
    assert sorted(read.parallel_classes()) == sorted(mixed.parallel_classes())
    one = Design.of_classes(2, [[(0,), (1,)]])
    assert parse_designs(WRITERS[form](one))[0].resolution == one.resolution


def test_classes_of_plain_blocks_are_the_resolution():
    lines = [[" ".join(map(str, b)) for b in part] for part in PLANE.parallel_classes()]
    (read,) = parse_designs("\n\n\n".join("\n".join(part) for part in lines) + "\n\n")
    assert read.parallel_classes() == PLANE.parallel_classes()
    (one_based,) = parse_designs("# pairs of 4\n1 2\n3 4\n\n1 3\n2 4\n\n1 4\n2 3")
    assert one_based.parallel_classes() == PLANE.parallel_classes()
    assert parse_designs("0 1\n0 2\n\n2 3\n1 3")[0].resolution == ()


def test_several_designs_in_one_file(tmp_path):
    records = ", ".join(WRITERS["gap"](d).strip(" ;\n") for d in (FANO, PLANE))
    objects = ", ".join(WRITERS["json"](d) for d in (FANO, PLANE))
    one, other = (WRITERS["xml"](d) for d in (FANO, PLANE))
    element = other[other.index("<block_design") : other.index("</designs>")]
    texts = [
        f"L := [ {records} ];",
        f"[{objects}]",
        one.replace("</designs>", element + "</designs>"),
    ]
    for number, text in enumerate(texts):
        file = tmp_path / str(number)
        file.write_text(text, encoding="utf-8-sig")
        assert read_designs(file) == [FANO, PLANE]


@pytest.mark.parametrize(
    ("text", "points", "blocks"),
    [
        ("0 1\n1 2", 3, [(0, 1), (1, 2)]),
        ("1 2\n2 3", 3, [(0, 1), (1, 2)]),
        ("1,2\n\n# a comment\n(2, 3),  # another", 3, [(0, 1), (1, 2)]),
        ("# v = 4\n1 2\n2 3", 4, [(1, 2), (2, 3)]),
        ("# v = 3\n1 2\n2 3", 3, [(0, 1), (1, 2)]),
        ("[[1, 2], [2, 3]]", 3, [(0, 1), (1, 2)]),
        ("[[0, 1], [1, 2]]", 3, [(0, 1), (1, 2)]),
        ('{"v": 4, "blocks": [[0, 1]]}', 4, [(0, 1)]),
        ('{"group": [2, 2], "base": [[0, 1]]}', 4, [(0, 1), (2, 3)]),
        ("rec(isBlockDesign:=true,v:=4,\n  blocks:=[[1..3],\n [1,3..4]])", 4, [(0, 1, 2), (0, 2)]),
        ('rec( note := "a, ) rec(", f := [ ( 1, 2 ), rec( a := 1 ) ], v:=2, blocks := [] )', 2, []),
        ("# a comment\nD := rec( blocks := [ [ 1, 2 ] ], v := 1\\\n2 );", 12, [(0, 1)]),
        ("rec( v := 2, blocks := [ [ 2 .. 1 ] ] )", 2, [()]),
    ],
)  # fmt: skip
def test_what_else_is_read(text, points, blocks):
    assert parse_designs(text) == [Design(points, blocks)]


def external(inside, attributes='id="d" v="2" b="1"'):
    return (
        '<?xml version="1.0"?><list_of_designs xmlns="http://designtheory.org/xml-namespace">'
        f"<designs><block_design {attributes}><blocks><block><z>0</z><z> 1 </z></block></blocks>"
        f"{inside}</block_design></designs></list_of_designs>"
    )


def test_true_and_unknown_claims_of_an_external_representation_pass():
    claims = (
        '<indicators><repeated_blocks flag="false"/><resolvable flag="unknown"/>'
        '<t_design flag="true" maximum_t="2"/><cyclic flag="true"/></indicators>'
    )
    assert read_designs_of(external(claims)) == [Design(2, [(0, 1)])]


def read_designs_of(text):
    return READERS["xml"](text)


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><list_of_designs>&b;</list_of_designs>'
NINES = "9" * 5000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "needs a block"),
        ("0 1\n0 x", "line 2"),
        ("0 1\n-1 2", "line 2"),
        ("(0,1),(1,2)", "line 1"),
        (f"0 {NINES}", "line 1"),
        ("0 0", "each point once"),
        ("0 99999999", "at most"),
        ("# v = 3\n0 7", "points must be"),
        ("{", "not JSON"),
        ("[[0, 1], [2", "not JSON"),
        ("[[" * 100_000, "not JSON"),
        ("[]", "line 1"),
        ("[{}, 7]", "number of points"),
        ('{"v": 3}', "blocks"),
        ('{"v": true, "blocks": []}', "number of points"),
        ('{"v": 3, "blocks": [[0, 1.0]]}', "lists of integers"),
        ('{"v": 3, "blocks": [[0, 3]]}', "points must be"),
        (f'{{"v": {NINES}, "blocks": []}}', "not JSON"),
        ('{"v": 10000000000, "blocks": []}', "at most"),
        ('{"v": 2, "blocks": [[0, 1]], "resolution": [[1]]}', "resolution"),
        ('{"format": "kirkman-code/1", "encoding": [[1]]}', "has the format"),
        ('{"group": [10000000000], "base": [[0]]}', "at most"),
        ('{"group": [1000, 1000, 1000], "base": [[0]]}', "at most"),
        ('{"group": 7, "base": [[0]]}', "lists of integers"),
        ('{"group": [7], "base": [[9]]}', "base elements"),
        ("rec( v := 3, blocks := [ [ 1, 2 ]", "got ''"),
        ("rec( v := 3 )", "components v and blocks"),
        ("rec( v := 3, blocks := [ [ 0, 1 ] ] )", "points must be"),
        ("rec( v := 3, blocks := [ [ 1 .. 99999999999 ] ] )", "at most"),
        ("rec( v := 3, blocks := [ [ 1, 2, 3 .. 5 ] ] )", "1 or 2 points"),
        ("rec( v := 3, blocks := [ [ .. 5 ] ] )", "whole numbers"),
        ("rec( v := 3, blocks := [ [ 1 ] ] ) rec(", "must end"),
        ("rec( v := 3, x := ((((", "too early"),
        ("rec( v := -3, blocks := [ ] )", "whole numbers"),
        (f"rec( v := {NINES}, blocks := [ ] )", "whole numbers"),
        ("<", "well-formed"),
        ("<a>", "well-formed"),
        ("<a/>", "list_of_designs"),
        ("<list_of_designs/>", "no block_design"),
        (LAUGHS, "entities"),
        (LAUGHS.replace("ENTITY a", "ENTITY % a"), "entities"),
        ("<a>" * 100_000, "well-formed"),
        (external("", 'id="d" b="1"'), "whole numbers"),
        (external("", 'id="d" v="2" b="3"'), "says b=3, has 1"),
        (external("", 'id="d" v="1" b="1"'), "points must be"),
        (external("").replace("<z>0</z>", "<z>zero</z>"), "whole numbers"),
        (external("").replace("<z>0</z>", f"<z>{NINES}</z>"), "whole numbers"),
        (external("").replace("blocks>", "things>"), "no blocks listed"),
        (external("")[:-20], "well-formed"),
        (external('<indicators><repeated_blocks flag="true"/></indicators>'), "not false"),
        (external('<indicators><t_design flag="true" maximum_t="3"/></indicators>'), "not 2"),
        (
            external(
                "<resolutions><resolution><function_on_indices><map><preimage><z>5</z></preimage>"
                "</map></function_on_indices></resolution></resolutions>"
            ),
            "block numbers",
        ),
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_design_gets_one_sentence(tmp_path, text, sentence):
    file = tmp_path / "design"
    file.write_text(text)
    with pytest.raises(BadInput, match=sentence) as error:
        read_designs(file)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


@given(st.data())
def test_a_cut_file_is_refused_or_another_design(data):
    form = data.draw(st.sampled_from(sorted(WRITERS)))
    text = WRITERS[form](PLANE)
    cut = text[: data.draw(st.integers(0, len(text.rstrip(" ;\n")) - 1))]
    try:
        read = READERS[form](cut)
    except BadInput:
        return
    assert form == "blocks"
    assert read != [PLANE]


@given(st.text(alphabet='rec(){}[]<>:=,.;"#\\ \n019vblocks/-', max_size=60))
def test_no_text_breaks_a_reader(text):
    for read in READERS.values():
        with suppress(BadInput):
            assert all(isinstance(design, Design) for design in read(text))


def test_files_that_are_no_text(tmp_path):
    (tmp_path / "a").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadInput, match="UTF-8"):
        read_designs(tmp_path / "a")
    with pytest.raises(BadInput, match="cannot read"):
        read_designs(tmp_path / "none")
    with pytest.raises(BadInput, match="cannot read"):
        read_designs(tmp_path)


def test_the_answer_of_the_command_line_reads_back(run):
    assert parse_designs(run("design", 7, 3, 1, "--json")[1]) == [FANO]
    assert json.loads(WRITERS["json"](PLANE))["resolution"] == [list(c) for c in PLANE.resolution]
