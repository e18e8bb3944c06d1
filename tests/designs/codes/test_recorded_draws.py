"""Codes of graphs and drawn codes stay what they were: matrix, name, recipe and symmetries."""

from __future__ import annotations

import hashlib
import json

import pytest

from designs import BadInput
from designs.codes import build

RECORDED = {
    "family=expander graph=petersen": "6c1cb5dcae9ee6f2",
    "family=edge-scheme graph=petersen": "66b1ab975840028e",
    "family=expander graph=complete vertices=7": "ec13d0f5523576c8",
    "family=edge-scheme graph=complete vertices=7": "09c571a505031238",
    "family=expander graph=cycle vertices=9": "af2ea42401ab40db",
    "family=edge-scheme graph=cycle vertices=9": "4ada3783045c6c43",
    "family=expander graph=cycle vertices=8": "637a075bb6a62079",
    "family=edge-scheme graph=cycle vertices=8": "606b28e71904b64e",
    "family=expander graph=circulant vertices=12 steps=[1,3,6]": "b6055a327c151703",
    "family=edge-scheme graph=circulant vertices=12 steps=[1,3,6]": "8207807d5bc8f810",
    "family=expander graph=circulant vertices=10 steps=[5,1]": "e6a8cc317d9a2854",
    "family=edge-scheme graph=circulant vertices=10 steps=[5,1]": "a0d1507a3253768a",
    "family=expander graph=paley vertices=13": "b3ba240057e71f5b",
    "family=edge-scheme graph=paley vertices=13": "321f6cd27d0530ef",
    "family=expander graph=paley vertices=9": "302329736756eabf",
    "family=edge-scheme graph=paley vertices=9": "4be7e601fb0c4522",
    "family=expander graph=paley vertices=25": "6291daa9881ee925",
    "family=edge-scheme graph=paley vertices=25": "74379ef7f2e9ce29",
    "family=expander graph=margulis vertices=25": "ef024004ce9f41cf",
    "family=expander graph=margulis vertices=4": "ee77e05175cedca8",
    "family=expander graph=lps degree=14 modulus=5": "846e4320e23154de",
    "family=edge-scheme graph=lps degree=14 modulus=5": "459143bffb88289d",
    "family=expander graph=lps degree=30 modulus=5": "b590db1387315151",
    "family=edge-scheme graph=lps degree=30 modulus=5": "787d33360eceaa2c",
    "family=expander graph=edges vertices=4 edges=[3,1,0,2,2,1,0,3]": "5b867777a1880fc3",
    "family=edge-scheme graph=edges vertices=4 edges=[3,1,0,2,2,1,0,3]": "daa62e0759f5e747",
    "family=expander graph=edges vertices=3 edges=[2,1,0,1,2,0,2,1,0,1,2,0]": "03bb6d6fe7cc5804",
    "family=edge-scheme graph=edges vertices=3 edges=[2,1,0,1,2,0,2,1,0,1,2,0]": "0aed828c0c18631a",
    "family=expander graph=random-regular vertices=2 degree=1": "34084648558d16e1",
    "family=edge-scheme graph=random-regular vertices=2 degree=1": "8e7f39b83f72378e",
    "family=expander graph=random-bipartite vertices=2 degree=1": "5ace1243db177e33",
    "family=edge-scheme graph=random-bipartite vertices=2 degree=1": "8167829d8742c1b4",
    "family=expander graph=random-regular vertices=6 degree=3 seed=0": "01954c27451029c6",
    "family=edge-scheme graph=random-regular vertices=6 degree=3 seed=0": "96e35fdf231e6e0f",
    "family=expander graph=random-regular vertices=10 degree=2 seed=1": "ca8ff7ec6bbe094e",
    "family=edge-scheme graph=random-regular vertices=10 degree=2 seed=1": "4d301c391c85fc06",
    "family=expander graph=random-regular vertices=10 degree=3 seed=7": "681f1e5fe01c16ba",
    "family=edge-scheme graph=random-regular vertices=10 degree=3 seed=7": "e0e5166167655ec9",
    "family=expander graph=random-regular vertices=24 degree=5 seed=3": "1e83042c41afac31",
    "family=edge-scheme graph=random-regular vertices=24 degree=5 seed=3": "d9cd4b46743b83e6",
    "family=expander graph=random-regular vertices=60 degree=4 seed=11": "582e76baa30b5642",
    "family=edge-scheme graph=random-regular vertices=60 degree=4 seed=11": "4bca75dd08b16b5e",
    "family=expander graph=random-regular vertices=40 degree=7 seed=0": "16bfb6138efedfd9",
    "family=edge-scheme graph=random-regular vertices=40 degree=7 seed=0": "cc06e1dc081360af",
    "family=expander graph=random-bipartite vertices=6 degree=3 seed=0": "456f36639dd3c381",
    "family=edge-scheme graph=random-bipartite vertices=6 degree=3 seed=0": "1d99b999fc5e8483",
    "family=expander graph=random-bipartite vertices=12 degree=2 seed=1": "53f95964d27de968",
    "family=edge-scheme graph=random-bipartite vertices=12 degree=2 seed=1": "3384a461b29445cb",
    "family=expander graph=random-bipartite vertices=20 degree=3 seed=7": "e05234d27445143c",
    "family=edge-scheme graph=random-bipartite vertices=20 degree=3 seed=7": "221c0cc255789c83",
    "family=expander graph=random-bipartite vertices=48 degree=5 seed=3": "82f5f20b8ce1a17e",
    "family=edge-scheme graph=random-bipartite vertices=48 degree=5 seed=3": "3cec53dbfeadb351",
    "family=regular-graph workers=6 replication=3 seed=0": "c4fcd67b1c1389e9",
    "family=regular-graph workers=7 replication=2 seed=1": "8c15059917754984",
    "family=regular-graph workers=8 replication=1 seed=4": "6d6bd9aae154f1cc",
    "family=regular-graph workers=10 replication=3 seed=7": "aae327a81c207c8e",
    "family=regular-graph workers=24 replication=5 seed=3": "8022aedd13df5c2d",
    "family=regular-graph workers=60 replication=4 seed=11": "c7a517ddc342d1f0",
    "family=regular-graph workers=9 replication=8 seed=0": "604460640ddd1d4f",
    "family=random-biregular workers=6 partitions=4 replication=3 seed=2": "77a62549b71a1013",
    "family=random-biregular workers=7 partitions=7 replication=3 seed=0": "91924211c9abfb89",
    "family=random-biregular workers=12 partitions=30 replication=4 seed=5": "804ec88efc353ce8",
    "family=random-biregular workers=40 partitions=40 replication=7 seed=1": "0c6dda82d2ec78e3",
    "family=random-biregular workers=5 partitions=5 replication=5 seed=0": "9a49187d0256fbad",
    "family=random-biregular workers=24 partitions=8 replication=6 seed=9": "202eb2cd8e2964cf",
}
SWEEP = "7557cf5a601c7e201d8be84548a5b9082ede6c09f564c7aafa1f30da824527f7"


def digest(code):
    return hashlib.sha256(json.dumps(code.to_json()).encode()).hexdigest()


def recipe(text):
    """Words ``name=value``; a value is JSON or a bare text."""
    pairs = (word.partition("=")[::2] for word in text.split())
    return {name: json.loads(x) if x[0] in "[0123456789" else x for name, x in pairs}


@pytest.mark.parametrize("text", RECORDED)
def test_a_recipe_gives_the_code_that_it_gave(text):
    assert digest(build(recipe(text)))[:16] == RECORDED[text]


def drawn(n, d, seed):
    """The code of each drawn family, or why there is none."""
    sizes = {"workers": n, "replication": d, "seed": seed}
    graph = {"vertices": n, "degree": d, "seed": seed}
    for more in (
        {"family": "regular-graph"} | sizes,
        {"family": "expander", "graph": "random-regular"} | graph,
        {"family": "edge-scheme", "graph": "random-bipartite"} | graph,
        {"family": "random-biregular", "partitions": n} | sizes,
    ):
        try:
            yield digest(build(more))[:16]
        except BadInput as error:
            yield str(error)


def test_four_seeds_of_every_small_size_draw_what_they_drew():
    known = hashlib.sha256()
    for n in range(2, 13):
        for d in range(1, n):
            for seed in range(4):
                known.update("".join(drawn(n, d, seed)).encode())
    assert known.hexdigest() == SWEEP
