"""The external representation of designtheory.org: designs as XML, protocol 2.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from designs.errors import BadInput, require
from designs.incidence.design import Design
from designs.interchange.limits import sized, whole

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMESPACE = "http://designtheory.org/xml-namespace"


def as_xml(design: Design) -> str:
    """The blocks, the indicators that we have decided, and a known resolution.

    Blocks stand in the order of the protocol, short ones first; resolutions name them by that.

    Source: P. J. Cameron, P. Dobcsanyi, J. P. Morgan, L. H. Soicher, The External Representation of
    Block Designs, protocol 2.0 (remembered).
    Complexity: that of `designs.incidence.indicators.indicators`.

    >>> text = as_xml(Design(2, [(0, 1)]))
    >>> print(text.splitlines()[2].strip())
    <block_design id="kirkman-0" v="2" b="1">
    >>> '<t_design flag="true" maximum_t="2" />' in text
    True
    """
    from xml.etree import ElementTree as ET

    root = ET.Element(
        "list_of_designs",
        xmlns=_NAMESPACE,
        dtrs_protocol="2.0",
        design_type="block_design",
        pairwise_nonisomorphic="true",
        no_designs="1",
    )
    shape = {"id": "kirkman-0", "v": str(design.points), "b": str(len(design.blocks))}
    element = ET.SubElement(ET.SubElement(root, "designs"), "block_design", shape)
    _add_parts(element, design)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _add_parts(element: Element, design: Design) -> None:
    """Blocks, indicators and resolution of a design."""
    from xml.etree import ElementTree as ET

    from designs.incidence.indicators import indicators

    order = sorted(range(len(design.blocks)), key=lambda j: len(design.blocks[j]))
    blocks = ET.SubElement(element, "blocks", ordered="true")
    for j in order:
        _numbers(ET.SubElement(blocks, "block"), design.blocks[j])
    claims = ET.SubElement(element, "indicators")
    for name, facts in indicators(design).items():
        ET.SubElement(claims, name, facts)
    if design.resolution:
        _add_resolution(element, design, order)


def _numbers(parent: Element, numbers: Iterable[int]) -> None:
    """The numbers, each in an element z."""
    from xml.etree import ElementTree as ET

    for number in numbers:
        ET.SubElement(parent, "z").text = str(number)


def _add_resolution(element: Element, design: Design, order: list[int]) -> None:
    """The known resolution: a function that maps each block number to its class."""
    from xml.etree import ElementTree as ET

    place = {j: i for i, j in enumerate(order)}
    classes = sorted((sorted(place[j] for j in part) for part in design.resolution), key=_length)
    about = {"pairwise_nonisomorphic": "true", "all_classes_represented": "unknown"}
    one = ET.SubElement(ET.SubElement(element, "resolutions", about), "resolution")
    shape = {"domain": "blocks", "n": str(len(order)), "title": "resolution", "ordered": "true"}
    function = ET.SubElement(one, "function_on_indices", shape)
    for image, part in enumerate(classes):
        entry = ET.SubElement(function, "map")
        preimage = ET.SubElement(entry, "preimage")
        if len(classes) == 1:
            ET.SubElement(preimage, "entire_domain")
        else:
            _numbers(preimage, part)
        _numbers(ET.SubElement(entry, "image"), [image])


def _length(part: list[int]) -> tuple[int, list[int]]:
    return len(part), part


def read_xml(text: str) -> list[Design]:
    """The block designs of an external representation, each with its first resolution if any.

    Every indicator that can be decided is, and must be as the file claims. Entities are refused,
    so that a short text stays a short text; statistics and groups are passed over.

    Raises:
        BadInput: the text is no such XML, or claims of its designs what does not hold.

    Complexity: O(length of the text), and that of `designs.incidence.indicators.indicators`.

    >>> read_xml(as_xml(Design(3, [(0, 1), (1, 2)])))
    [Design(points=3, blocks=((0, 1), (1, 2)))]
    """
    root = _parse(text)
    listed = root.tag == "list_of_designs"
    require(listed, f"an external representation is a list_of_designs, got {root.tag!r:.40}")
    designs = [_design(element) for element in root.iter("block_design")]
    require(bool(designs), "the list of designs has no block_design")
    return designs


def _parse(text: str) -> Element:
    """The element tree without namespaces, entities refused."""
    from io import BytesIO
    from xml.etree.ElementTree import TreeBuilder
    from xml.parsers import expat

    def refuse(*_: object) -> None:
        raise BadInput("a design file may not declare entities")

    builder = TreeBuilder()
    parser = expat.ParserCreate("utf-8", " ")
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, facts: builder.start(name.split(" ")[-1], facts)
    parser.EndElementHandler = lambda name: builder.end(name.split(" ")[-1])
    parser.CharacterDataHandler = builder.data
    try:
        parser.ParseFile(BytesIO(text.encode(errors="replace")))
    except expat.ExpatError as error:
        raise BadInput(f"this is not well-formed XML: {error}") from None
    return builder.close()


def _design(element: Element) -> Design:
    """One block_design, its claims checked."""
    name = element.get("id", "without id")
    blocks = [_whole_numbers(block) for block in element.findall("blocks/block")]
    listed = element.find("blocks") is not None
    require(listed, f"the design {name:.40} has no blocks listed")
    stated = whole(element.get("b", str(len(blocks))))
    require(
        stated == len(blocks), f"the design {name:.40} says b={stated}, has {len(blocks)} blocks"
    )
    points = whole(element.get("v", ""))
    design = sized(points, blocks)
    _check_claims(design, element.iterfind("indicators/*"), name)
    if (function := element.find("resolutions/resolution/function_on_indices")) is None:
        return design
    return Design.of_classes(points, _classes(function, blocks))


def _whole_numbers(element: Element) -> list[int]:
    return [whole(each.text or "") for each in element if each.tag in ("z", "n")]


def _classes(function: Element, blocks: list[list[int]]) -> Iterator[list[list[int]]]:
    """The blocks of each class of a resolution."""
    for preimage in function.iterfind("map/preimage"):
        whole_domain = preimage.find("entire_domain") is not None
        numbers = list(range(len(blocks))) if whole_domain else _whole_numbers(preimage)
        known = all(j < len(blocks) for j in numbers)
        require(known, f"block numbers must be 0..{len(blocks) - 1}, got {numbers!r:.60}")
        yield [blocks[j] for j in numbers]


def _check_claims(design: Design, claims: Iterable[Element], name: str) -> None:
    """Raise `BadInput` if a claim of the file differs from what we find."""
    from designs.incidence.indicators import indicators

    facts = indicators(design)
    for claim in claims:
        for key, found in facts.get(claim.tag, {}).items():
            stated = claim.get(key, found)
            agrees = stated in (found, "unknown")
            require(
                agrees, f"the design {name:.40} claims {claim.tag} {key}={stated:.20}, not {found}"
            )
