"""The HTML page: complete in itself, its certificates hold, and a real browser works with it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import time
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from browser import binary, browser

from adversary.certificate import Certificate
from adversary.check import check
from adversary.worst_case import Method, WorstCase
from bounds.comparison.compare import Question, compare
from bounds.comparison.page import embedded, page
from bounds.comparison.report import as_json, least_table
from bounds.universal.every import bounds_of_shape
from bounds.universal.shape import shape_of
from designs.codes import GradientCode

ASKED = Question(random=0.1, certificates=(1, 2, 3))
HOSTILE = "a</script><script>alert(1)</script>\"'&<!--{{data}}\u2028"


class Scripts(HTMLParser):
    """The scripts, styles and tags of a page as a parser sees them."""

    def __init__(self, text):
        super().__init__()
        self.found, self.tags, self._open = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._open = (tag, dict(attrs))

    def handle_data(self, data):
        if self._open:
            self.found.append((*self._open, data))

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self._open = None

    def named(self, name):
        return next(text for _, attrs, text in self.found if attrs.get("id") == name)

    def files(self):
        return {a["data-name"]: text for _, a, text in self.found if "data-name" in a}


@pytest.fixture(scope="module")
def rows():
    return compare(7, 3, question=ASKED)


@pytest.fixture(scope="module")
def text(rows):
    return page(rows, 7, 3, ASKED)


def data_of(text):
    return json.loads(Scripts(text).named("data"))


def test_the_data_is_that_of_the_comparison_and_more(rows, text):
    data = data_of(text)
    for code, plain in zip(data["codes"], as_json(rows, 7, 3)["codes"], strict=True):
        assert plain.items() <= code.items()
    assert data["format"] == "kirkman-comparison/2"
    assert (data["workers"], data["redundancy"], data["at"]) == (7, 3, 3)
    assert data["shown"] == [1, 2, 3]
    for row, code in zip(rows, data["codes"], strict=True):
        for s, share in enumerate(code["shares"]):
            assert tuple(map(Fraction, share["exact"])) == row.relative(s)
            assert share["decimal"] == [float(end) for end in row.relative(s)]
        for s, least in enumerate(code["least"]):
            value = bounds_of_shape(shape_of(row.code), s)[0].value
            low, high = row.relative(s)
            floor = value / row.code.partitions
            assert Fraction(least["exact"]) == floor <= low
            assert [Fraction(x) for x in least["gap"]["exact"]] == [low - floor, high - floor]
        encoding = [[Fraction(x) for x in line] for line in code["encoding"]]
        assert GradientCode(encoding) == row.code


def test_nothing_in_the_page_points_elsewhere(text):
    seen = Scripts(text)
    own = text
    for certificate in seen.files().values():
        own = own.replace(certificate, "")
    for word in (
        "http:",
        "https:",
        "src=",
        "href=",
        "url(",
        "@import",
        "fetch",
        "XMLHttp",
        "import(",
    ):
        assert word not in own, word
    assert not {tag for tag, _ in seen.tags} & {"link", "img", "iframe", "object", "embed", "base"}
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]


def test_the_policy_allows_this_script_and_this_style_alone(text):
    seen = Scripts(text)
    metas = [attrs for tag, attrs in seen.tags if tag == "meta"]
    policy = next(a["content"] for a in metas if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (body,) = [t for name, attrs, t in seen.found if name == tag and "type" not in attrs]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_names_cannot_break_out(rows):
    hostile = tuple(renamed(row, HOSTILE) for row in rows[:2])
    text = page(hostile, 7, 3, ASKED)
    seen = Scripts(text)
    assert [c["name"] for c in json.loads(seen.named("data"))["codes"]] == [HOSTILE, HOSTILE]
    assert "alert(1)</script>" not in text
    assert "<!--" not in text
    assert text.count("<script") == text.count("</script>") == 2 + len(seen.files())
    assert len(set(seen.files())) == sum(len(row.certificates) for row in hostile)


def renamed(row, name):
    code = GradientCode(row.code.encoding, name=name)
    kept = {s: replace(c, code=code) for s, c in row.certificates.items()}
    return replace(row, code=code, remark=name, certificates=kept)


def test_embedded_certificates_are_the_files_and_hold(rows, text, tmp_path):
    files = Scripts(text).files()
    assert len(files) == sum(len(row.certificates) for row in rows) > 20
    for code, row in zip(data_of(text)["codes"], rows, strict=True):
        for s, kept in enumerate(code["certificates"]):
            assert (kept["file"] is not None) == (s in row.certificates)
            if kept["file"] is None:
                assert "no certificate" in kept["why"]
                continue
            assert kept["file"].endswith(f"-s{s}.json.gz")
            content = base64.b64decode(files[kept["file"]])
            row.certificates[s].write(tmp_path / "a.json.gz")
            assert content == (tmp_path / "a.json.gz").read_bytes()
            value = json.loads(gzip.decompress(content))
            assert f"e({s}) = {code['curve'][s]['error']} for" in check(value)
            assert Certificate.from_json(value).identity() == kept["id"]


def test_the_smallest_certificates_are_kept_and_the_others_named(rows):
    sizes = sorted(len(file.text) for file in embedded(rows, 10**9).values())
    room = sum(sizes[:5])
    assert sorted(len(file.text) for file in embedded(rows, room).values()) == sizes[:5]
    assert len(embedded(rows, room - 1)) == 4
    codes = data_of(page(rows, 7, 3, ASKED, room=room))["codes"]
    left = [kept for code in codes for kept in code["certificates"] if kept.get("left_out")]
    assert len(left) == len(sizes) - 5
    assert all("left out" in kept["why"] for kept in left)


def with_an_interval(row):
    """The row with an interval at s = 2, and no certificates."""
    low, high = Fraction(1, 7), Fraction(2, 7)
    point = WorstCase(7, 7, 2, "optimal", low, high, (0, 1), Method.STOPPED, 0.0)
    curve = (*row.curve[:2], point, *row.curve[3:])
    return replace(row, curve=curve, certificates={})


def test_reasons_are_given_where_there_is_no_certificate(rows):
    row = with_an_interval(rows[0])
    (code,) = data_of(page([row], 7, 3, ASKED))["codes"]
    assert "interval" in code["certificates"][2]["why"]
    assert "closed form" in code["certificates"][1]["why"]
    assert "1, 2, 3" in code["certificates"][5]["why"]
    assert code["shares"][2]["exact"] == ["1/49", "2/49"]


def test_a_certification_that_is_stopped_loses_nothing_that_is_proved(monkeypatch):
    def stopped(_, s, **__):
        return WorstCase(3, 3, s, "optimal", 0, 3, tuple(range(s)), Method.STOPPED, 0.0), None

    monkeypatch.setattr("bounds.comparison.compare.certified", stopped)
    rows = compare(3, 2, question=Question(certificates=(1, 2)))
    assert all(row.proved for row in rows)
    assert not any(row.certificates for row in rows)


def test_the_gap_to_every_code_is_an_interval_where_the_worst_case_is(rows):
    low, high = Fraction(1, 10), Fraction(1, 10) + Fraction(1, 10**7)
    point = WorstCase(7, 7, 2, "optimal", 7 * low, 7 * high, (0, 1), Method.STOPPED, 0.0)
    row = replace(rows[0], curve=(*rows[0].curve[:2], point, *rows[0].curve[3:]))
    cells = [next(iter(column.cells)) for column in least_table([row], 2).columns]
    assert cells[1:4] == ["0.1000..0.1000", "0.0357", "0.0643..0.0643"]
    assert next(iter(least_table(rows, 3).columns[3].cells)) == "0"


def test_without_a_question_the_usual_columns_are_shown(rows):
    bare = tuple(replace(row, certificates={}, random=None) for row in rows)
    data = data_of(page(bare, 7, 3, at=5))
    assert (data["at"], data["probability"]) == (5, None)
    assert data["shown"] == [1, 2, 3, 4, 6]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    if binary() is None:
        pytest.skip("no Chromium on the path: apt-get install chromium")
    with browser(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.fixture
def opened(chromium, rows, tmp_path):
    """The page in a browser; the first code has an interval, and a hostile remark."""
    first = replace(with_an_interval(rows[0]), remark=HOSTILE)
    file = tmp_path / "a page.html"
    file.write_text(page((first, *rows[1:]), 7, 3, ASKED), "utf-8")
    chromium.events.clear()
    chromium.open(file)
    yield chromium
    asked = {event["request"]["url"] for event in chromium.heard("Network.requestWillBeSent")}
    assert {url for url in asked if not url.startswith("blob:")} == {file.as_uri()}
    assert not chromium.heard("Runtime.exceptionThrown")
    assert not chromium.heard("Log.entryAdded")
    assert not chromium.heard("Runtime.consoleAPICalled")


def column(browser, key):
    """The texts of a column of the table, from top to bottom."""
    return browser.value(
        "(() => { const i = [...table.tHead.rows[0].cells]"
        f".findIndex((cell) => cell.dataset.key === '{key}');"
        "return [...table.tBodies[0].rows].map((row) => row.cells[i].textContent); })()"
    )


def tip(browser):
    return browser.value("tip.hidden ? '' : tip.textContent")


def test_the_table_sorts_by_every_column(opened, rows):
    assert column(opened, "name") == [row.code.name for row in rows]
    keys = opened.value("[...table.tHead.rows[0].cells].map((cell) => cell.dataset.key)")
    assert len(keys) == 17
    for key in keys:
        opened.value(f"document.querySelector('th[data-key=\"{key}\"] button').click()")
        state = f"document.querySelector('th[data-key=\"{key}\"]').ariaSort"
        assert opened.value(state) == "ascending"
    worst = sorted((row.relative(3)[1], i) for i, row in enumerate(rows))
    opened.click('th[data-key="worst"] button')
    assert column(opened, "name") == [rows[i].code.name for _, i in worst]
    opened.value("document.querySelector('th[data-key=\"worst\"] button').focus()")
    opened.press("Enter")
    assert opened.value("document.querySelector('th[data-key=\"worst\"]').ariaSort") == "descending"
    assert column(opened, "worst") == sorted(column(opened, "worst"), key=float, reverse=True)


def test_other_stragglers_a_filter_and_more_columns(opened, rows):
    opened.value("document.getElementById('stragglers').focus()")
    opened.press("ArrowRight")
    assert column(opened, "worst")[0] == "0.2286"
    opened.value("chooseStragglers(2)")
    assert column(opened, "worst")[0] == "0.0204 to 0.0408"
    opened.value("document.getElementById('side').click()")
    assert column(opened, "worst-2") == column(opened, "worst")
    assert column(opened, "worst-3")[0] == "0.1429"
    box = "document.getElementById('filter')"
    opened.value(f"{box}.value = 'REPET'; {box}.dispatchEvent(new Event('input'))")
    assert column(opened, "name") == ["fractional repetition", "cyclic repetition"]
    assert opened.value("document.getElementById('count').textContent") == f"2 of {len(rows)} codes"


def test_numbers_tell_their_story_to_mouse_and_keyboard(opened):
    opened.move(*opened.middle("#codes tbody tr:nth-child(2) td:nth-child(8) button"))
    assert "e(3)/k = 1/2" in tip(opened)
    assert "certificate: fractional-repetition-s3.json.gz" in tip(opened)
    opened.value("chooseStragglers(2); table.tBodies[0].rows[0].cells[0].firstChild.focus()")
    for _ in range(7):
        opened.press("ArrowRight")
    assert "1/49 <= e(2)/k <= 2/49, an interval" in tip(opened)
    opened.press("ArrowRight")
    assert "an estimate (formula)" in tip(opened)


def test_the_chart_shows_values_on_hover_and_by_keys(opened, rows):
    mean = rows[4].mean(5)
    where = "(({x, y}) => [x, y])(onScreen(codes[4], 5))"
    opened.middle("#chart")
    for change in ("", "log", "ratio", "means"):
        if change:
            opened.value(f"document.getElementById('{change}').click()")
        x, y = opened.value(where)
        opened.move(x + 2, y - 2)
        assert tip(opened).startswith("grid 3 x 2 x 2\ns = 5 of 7\ne(5)/k = 2/5, 0.4000")
        assert f"mean {mean:.4f} (formula)" in tip(opened)
    assert "no code of its shape is below 0." in tip(opened)
    assert opened.value("chart.querySelectorAll('.floor[d]').length") == 1
    assert opened.value("chart.querySelectorAll('.mean').length") == len(rows)
    assert opened.value("chart.querySelectorAll('.band').length") == 1
    assert opened.value("chart.querySelectorAll('.hollow').length") == 1
    opened.value("chart.focus()")
    opened.press("ArrowRight")
    assert "s = 6 of 7" in opened.value("document.getElementById('spoken').textContent")


def test_a_legend_entry_hides_its_curve(opened, rows):
    shown = "[...chart.querySelectorAll('g')].map((g) => Number(g.dataset.code))"
    assert opened.value(shown) == [*range(len(rows))]
    opened.click("#legend li:nth-child(5) button")
    assert opened.value(shown) == [i for i in range(len(rows)) if i != 4]
    x, y = opened.value("(({x, y}) => [x, y])(onScreen(codes[4], 5))")
    opened.move(x, y)
    assert not tip(opened).startswith("grid")
    opened.click("#legend li:nth-child(5) button")
    assert opened.value(shown) == [*range(len(rows))]


def test_details_show_recipe_encoding_and_the_whole_curve(opened, rows):
    opened.click("#codes tbody tr:nth-child(1) td button")
    shown = opened.value("document.getElementById('details').textContent")
    assert '"family":"block-design"' in shown
    assert HOSTILE in shown
    assert "8/35" in shown
    cells = "document.querySelectorAll('#details .cell').length"
    assert opened.value(cells) == sum(rows[0].code.load())
    assert opened.value("document.querySelectorAll('#details tbody tr').length") == 8


def test_a_click_saves_a_certificate_that_holds(opened, rows, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    opened.send("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    opened.click("#codes tbody tr:nth-child(2) td:nth-child(8) button")
    file, end = folder / "fractional-repetition-s3.json.gz", time.monotonic() + 60
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert check(json.loads(gzip.decompress(file.read_bytes()))).startswith("e(3) = 3 for")
    assert Certificate.read(file) == rows[1].certificates[3]


def test_the_policy_stops_a_script_that_asks_for_more(chromium, text, tmp_path):
    file = tmp_path / "a.html"
    file.write_text(text, "utf-8")
    chromium.open(file)
    chromium.value("fetch('data:text/plain,a').then(() => {}, () => { window.stopped = true; })")
    chromium.value(
        "document.body.append(Object.assign(new Image(), "
        "{src: 'data:,', onerror() { window.refused = true; }}))"
    )
    end = time.monotonic() + 60
    while not chromium.value("window.stopped && window.refused") and time.monotonic() < end:
        time.sleep(0.05)
    broken = [x["entry"]["text"] for x in chromium.heard("Log.entryAdded")]
    assert sum(bool(re.search("Content Security Policy", line)) for line in broken) >= 2
