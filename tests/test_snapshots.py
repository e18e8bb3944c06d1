"""What the toolkit shows stays as it is: listings, codes, answers, recipes, logs and old files.

The tests go through the command line and the faces of the packages alone, so they do not know where
anything lives. What was seen is kept in ``snapshots/``: after a wanted change, write it anew with
``python tests/test_snapshots.py --write`` and read the difference before it is committed. A line
``"V K LAMBDA": null`` in recipes.json is filled in then.

``inputs/``, ``certificates/`` and ``logs/`` were written by version 0.1.0 and are never written
anew: what users have on their disks must stay readable.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import adversary
import designs
from kirkman.__main__ import main

SNAPSHOTS = Path(__file__).parent / "snapshots"
_WIDTH = 100
_LONG = 120

# The codes that stand for CODE.json in the examples of families.
MADE_FROM = {
    "communication-approximate": "fano.json",
    "communication-resolved": "pairs.json",
    "duplicated": "triangle.json",
    "product": "triangle.json",
    "repetition-linear": "generator.json",
}
# Optional packages without which an answer is another one.
NEEDS = {"bound": "cvxpy", "identify": "igraph", "plain": "sklearn"}
# The claims in the files of certificates/.
CLAIMS = {
    "bound-big-m.json": "e(2) <= 4099337/1048576",
    "bound-perspective.json": "e(2) <= 1048577/524288",
    "bound-semidefinite.json": "e(2) <= 149797/262144",
    "bound-spectral.json": "e(2) <= 4/7",
    "compressed.json.gz": "e(2) = 11/25",
    "disjoint-groups.json": "e(2) = 2",
    "equal-overlap-block-design.json": "e(3) = 1",
    "equal-overlap.json": "e(3) = 1",
    "fixed-tree.json": "e(4) = 16/3",
    "interval.json": "34/11 <= e(4) <= 51/11",
    "monotone.json": "e(1) = 0",
    "ranks.json": "e(2) = 0",
    "tree-symmetries.json": "e(3) = 55/53",
    "tree.json": "e(4) = 34/11",
}


def call(*words: str) -> tuple[int, str]:
    """The exit code and the printed text of a command, given in the folder of inputs."""
    printed, path = io.StringIO(), sys.path[:]
    with contextlib.redirect_stdout(printed), contextlib.chdir(SNAPSHOTS / "inputs"):
        code = main(words)
    sys.path[:] = path
    return code, printed.getvalue()


def answer(*words: str) -> Any:
    """The JSON that a command prints, whatever its exit code."""
    text = call(*words, "--json")[1]
    return json.loads(text) if text else None


def digest(value: Any) -> str:
    """A short name of a JSON value, for what is too long to be kept."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return f"sha256 {hashlib.sha256(text.encode()).hexdigest()[:32]}"


def shape(value: Any) -> Any:
    """Keys and type names; a list is told by its first element."""
    if isinstance(value, dict):
        return {key: shape(x) for key, x in value.items()}
    if isinstance(value, list):
        return [shape(x) for x in value[:1]]
    return type(value).__name__


def values(value: Any) -> Any:
    """The value itself: floats rounded, times as their type, long lists of numbers as digests."""
    if isinstance(value, dict):
        return {k: shape(x) if k == "seconds" else values(x) for k, x in value.items()}
    if isinstance(value, list):
        text = json.dumps(value)
        return digest(value) if len(text) > _LONG and "{" not in text else [*map(values, value)]
    return round(value, 6) + 0.0 if isinstance(value, float) else value


def numbers(value: Any) -> Any:
    """As `values`, but for how and where a search found them."""
    if isinstance(value, dict):
        hidden = {"method", "seconds", "worst_set"}
        return {k: shape(x) if k in hidden else numbers(x) for k, x in value.items()}
    return [*map(numbers, value)] if isinstance(value, list) else values(value)


def of_table(value: Any) -> Any:
    """The counts of a table, and a digest of its rows."""
    keys = {"keys": sorted(value), "row": shape(value["rows"][0]), "rows": digest(value["rows"])}
    return keys | {name: value[name] for name in ("format", "counts", "by_rule")}


def of_bounds(value: Any) -> Any:
    """What is exact of the bounds; the others come from floats, so their names alone."""
    rows = [
        {"exact": values(r["exact"]), "any code": r["any code"]}
        | {side: [x["method"] for x in r[side]] for side in ("lower", "upper")}
        for r in value["bounds"]
    ]
    return shape(value), rows


def of_comparison(value: Any) -> Any:
    """Every code with its recipe, its thresholds and its exact curve in one line each."""
    kept = ("name", "remark", "redundancy", "recipe", "identity", "thresholds", "decode_cost")
    codes = [
        {key: c[key] for key in kept}
        | {"curve": " ".join(w["error"] for w in c["curve"])}
        | {"any code": " ".join(w["error"] for w in c["any_code"])}
        for c in value["codes"]
    ]
    return shape(value), codes


VERBS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "exists": ("exists 7 3 1", values),
    "exists, impossible": ("exists 43 7 1", values),
    "exists, no integers": ("exists 7 4 1", values),
    "exists, open": ("exists 51 6 1", values),
    "exists, t-design": ("exists 8 4 1 --t 3", values),
    "exists, resolvable": ("exists 15 3 1 --resolvable", values),
    "exists, bad input": ("exists 7 8 1", values),
    "design": ("design 7 3 1", values),
    "design, resolution": ("design 9 3 1 --resolution", values),
    "design, t-design": ("design 8 4 1 --t 3", values),
    "design, none": ("design 43 7 1", values),
    "table": ("table", of_table),
    "table, why": ("table --why 45 9 4", values),
    "identify": ("identify affine-plane.json", values),
    "code": ("code block-design 7 3 1", values),
    "code, scheme": ("code nested-fractional -n 4 --levels 0,1", values),
    "code, unknown": ("code nothing", values),
    "error": ("error fano.json --stragglers 0,3", values),
    "error, one-step": ("error regular.json --stragglers 1,2 --decoder one-step", values),
    "certify": ("certify fano.json -s 3", values),
    "certify, search": ("certify regular.json -s 4", numbers),
    "certify, all": ("certify groups.json --all", values),
    "certify, all by search": ("certify regular.json --all --decoder one-step", numbers),
    "threshold": ("threshold fano.json --error 1/5", values),
    "bound": ("bound fano.json -s 2", of_bounds),
    "average": ("average fano.json -s 1,2", values),
    "average, random": ("average groups.json --random 1/4", values),
    "average, bursty": ("average regular.json --bursty 1/4,1/2", values),
    "best": ("best -n 7 -d 3", values),
    "compare": ("compare -n 5 -d 2", of_comparison),
    "compare, tolerate": ("compare -n 5 --tolerate 1", values),
    "latency": ("latency -n 4 --samples 50", values),
    "report": ("report ../logs/plain.jsonl ../logs/nested.jsonl", values),
    "verify": ("verify uncoded --sets 1", shape),
}
RUNS = {
    "plain": "run groups.json -s 2 --attack random --seed 3 --data random-features:5"
    " --delays exponential:mean=0.0001 --rounds 2 --evaluate-every 1",
    "nested": "run nested.json -s 1 --data tiny --rounds 2",
}


def of_verb(name: str) -> Any:
    """The exit code of a verb, and its JSON as far as it is always the same."""
    words, view = VERBS[name]
    code, text = call(*words.split(), "--json")
    return json.loads(json.dumps({"exit": code, "json": view(json.loads(text)) if text else None}))


def of_family(name: str) -> Any:
    """The example in the help of a family, and the code or scheme that it makes."""
    text = call("code", name, "--help")[1].partition("Example: kirkman code")[2]
    example = " ".join(text.split())
    words = example.replace("CODE.json", MADE_FROM.get(name, "CODE.json")).split()
    made = answer("code", *words)
    seen = {"example": example, "recipe": values(made["recipe"]), "name": made["name"]}
    if name in designs.FAMILIES:
        code = designs.GradientCode.from_json(made)
        size = {"workers": code.workers, "partitions": code.partitions}
        return seen | size | {"identity": code.identity(), "shape": digest(shape(made))}
    return seen | {"facts": made["facts"], "components": sorted(made["components"]),
                   "json": digest(made)}  # fmt: skip


def of_recipe(question: str) -> Any:
    """An answer on a design: its recipe, why it is one, and a digest of the blocks."""
    found = answer("exists", *question.split())
    seen = {key: found.get(key) for key in ("status", "because", "recipe")}
    if found["status"] == "exists":
        built = answer("design", *question.replace("--resolvable", "--resolution").split())
        seen["blocks"] = digest([built["blocks"], built.get("classes"), built.get("resolution")])
    return values(seen)


def of_run(name: str) -> Any:
    """The first line of the log of a run; the keys of what the run and a report on it print."""
    with TemporaryDirectory() as folder:
        log = str(Path(folder) / "log.jsonl")
        printed = answer(*RUNS[name].split(), "--log", log)
        lines = [json.loads(line) for line in Path(log).read_text().splitlines()]
        report = answer("report", log)
    first = {line["kind"]: shape(line) for line in reversed(lines)}
    run = shape(printed) | {"settings": values(printed["settings"])}
    return {"header": values(lines[0]), "lines": first, "run": run, "report": shape(report)}


PARTS: dict[str, Callable[[str], Any]] = {
    "families": of_family,
    "recipes": of_recipe,
    "runs": of_run,
    "verbs": of_verb,
}


def stored(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SNAPSHOTS / f"{part}.json").read_text())
    return found


def listing() -> dict[str, Any]:
    return answer("code", "--list") | {"in python": [*designs.FAMILIES, *designs.SCHEMES],
                                       "decoders": [*adversary.DECODERS]}  # fmt: skip


@pytest.mark.parametrize(("part", "name"), [(p, n) for p in PARTS for n in stored(p)])
def test_it_is_as_before(part, name):
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    assert PARTS[part](name) == stored(part)[name]


def test_the_families_are_as_before():
    assert listing() == stored("listing")
    assert set(stored("families")) == set(stored("listing")["families"])


def test_every_verb_and_run_here_is_stored():
    assert set(stored("verbs")) == set(VERBS)
    assert set(stored("runs")) == set(RUNS)


@pytest.mark.parametrize("name", CLAIMS)
def test_old_certificates_are_still_accepted(name):
    code, text = call("check", f"../certificates/{name}")
    assert code == 0
    assert CLAIMS[name] in text


def test_every_old_certificate_is_checked():
    assert set(CLAIMS) == {file.name for file in (SNAPSHOTS / "certificates").iterdir()}


@pytest.mark.parametrize("log", ["plain", "nested"])
def test_old_logs_are_still_read(log):
    assert call("report", f"../logs/{log}.jsonl")[0] == 0
    (run,) = answer("report", f"../logs/{log}.jsonl")["runs"]
    assert run["rounds"] == 2
    assert "fractional repetition" in run["code"]


@pytest.mark.skipif(find_spec("jax") is None, reason="the gradient is taken by jax")
def test_exported_source_computes_the_gradient():
    code, text = call("export", "squares:loss", "--examples", "squares:examples", "--rows", "1,2")
    assert code == 0
    names: dict[str, Any] = {}
    exec(text, names)
    found = names["gradient"]([1.0, 2.0], [[1.0, 0.0], [1.0, 1.0]], [0.0, 1.0])
    assert found.tolist() == [3.0, 2.0]


def pretty(value: Any, indent: int = 0) -> str:
    """JSON for people: sorted, in one line what fits there, else a line for each part."""
    flat = json.dumps(value, sort_keys=True)
    if not isinstance(value, dict | list) or len(flat) + indent <= _WIDTH or not value:
        return flat
    pad = " " * (indent + 1)
    parts = _parts(value, indent + 1)
    left, right = "{}" if isinstance(value, dict) else "[]"
    return f"{left}\n{pad}" + f",\n{pad}".join(parts) + f"\n{' ' * indent}{right}"


def _parts(value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, list):
        yield from (pretty(x, indent) for x in value)
    else:
        yield from (f"{json.dumps(k)}: {pretty(value[k], indent)}" for k in sorted(value))


def write() -> None:
    """Store what is seen today."""
    seen = listing()
    cases = {"families": seen["families"], "recipes": stored("recipes"), "runs": RUNS,
             "verbs": VERBS}  # fmt: skip
    found = {part: {name: PARTS[part](name) for name in names} for part, names in cases.items()}
    for part, value in {"listing": seen, **found}.items():
        (SNAPSHOTS / f"{part}.json").write_text(pretty(value) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_snapshots.py --write")
    write()
