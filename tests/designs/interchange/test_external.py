"""The external representation of block designs: what it holds, and claims that are counted."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from designs import BadInput, Design, exists
from designs.interchange.external import as_xml, read_xml

NAMESPACE = "{http://designtheory.org/xml-namespace}"


def test_the_blocks_and_indicators_stand_where_the_standard_has_them():
    root = ET.fromstring(as_xml(exists(7, 3, 1).design()))
    (design,) = root.iter(f"{NAMESPACE}block_design")
    assert (design.get("v"), design.get("b")) == ("7", "7")
    blocks = [[int(z.text) for z in block] for block in design.iter(f"{NAMESPACE}block")]
    assert Design(7, blocks) == exists(7, 3, 1).design()
    (claim,) = design.iter(f"{NAMESPACE}t_design")
    assert (claim.get("flag"), claim.get("maximum_t")) == ("true", "2")


def test_a_claim_that_is_false_is_refused():
    text = as_xml(Design(4, [(0, 1), (2, 3)]))
    assert read_xml(text) == [Design(4, [(0, 1), (2, 3)])]
    with pytest.raises(BadInput, match="repeated"):
        read_xml(text.replace('repeated_blocks flag="false"', 'repeated_blocks flag="true"'))
