"""The report: figures over repetitions with their goals, on a self-contained page."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.benchmarks.rows import About, LeftOut, Row, Spot, gathered, write_report

MACHINE = {"processor": "one & <two>"}


def accuracy(value: float, seed: int | None = None, goal: float | None = 0.9, k: float = 8) -> Row:
    spot = Spot("AUC against noise", "noise k", "compact", k)
    return Row("noise", f"AUC at k = {k:g}", value, "", goal, seed=seed, spot=spot)


class Addresses(HTMLParser):
    """Collects the addresses that a browser would load, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "iframe")
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")]

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def test_a_figure_is_the_mean_of_its_repetitions_and_their_spread() -> None:
    (figure,) = gathered([accuracy(0.8, 1), accuracy(0.9, 2), accuracy(1.0, 3)])
    assert figure.mean == pytest.approx(0.9)
    assert figure.spread == pytest.approx(0.1)
    assert figure.reached is True
    assert figure.to_json()["min"] == 0.8
    assert figure.to_json()["repetitions"] == 3


def test_goals_hold_in_both_directions_and_may_differ_between_repetitions() -> None:
    slow, quick = (Row("speed", what, 2.0, "s", goal, False) for what, goal in (("slow", 1.0), ("quick", 3.0)))
    assert [figure.reached for figure in gathered([slow, quick])] == [False, True]
    (relative,) = gathered([accuracy(0.7, 1, goal=0.6), accuracy(0.7, 2, goal=0.9)])
    assert relative.goal == pytest.approx(0.75)
    assert relative.reached is False
    assert gathered([accuracy(0.7, goal=None)])[0].reached is None


def test_the_page_has_every_row_and_loads_nothing(tmp_path: Path) -> None:
    rows = [accuracy(0.5 + k / 100 + seed / 1000, seed, k=k) for seed in (1, 2) for k in (4, 8)]
    rows.append(Row("speed", "picking <b>", 5.25, "micrographs/s", None, note="a & b"))
    about = {"noise": About("Accuracy", "Text.", "python -m tests.benchmarks noise --seeds 1 2")}
    write_report(tmp_path, MACHINE, rows, about, [LeftOut("size", "there is no data")], "A quick look.")
    page = Addresses()
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    page.feed(html)
    assert "http" not in html
    assert len(page.found) == 1
    picture = base64.b64decode(page.found[0].removeprefix("data:image/svg+xml;base64,"))
    assert b"<svg" in picture
    for text in ("AUC at k = 4", "AUC at k = 8", "picking <b>", "5.25 micrographs/s", "a & b", "one & <two>"):
        assert text in page.text
    for text in (
        "python -m tests.benchmarks noise --seeds 1 2",
        "0.581 ± 0.001",
        "≥ 0.9",
        "A quick look.",
        "there is no data",
    ):
        assert text in page.text
    assert "0 of 2 reached" in page.text


def test_three_equal_values_can_be_drawn(tmp_path: Path) -> None:
    write_report(tmp_path, MACHINE, [accuracy(0.1, seed) for seed in (1, 2, 3)])  # their mean is a little more than 0.1
    assert "svg" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_rows_of_one_figure_have_the_same_decimals(tmp_path: Path) -> None:
    rows = [Row("contaminants", "share", value, "%", 2.0, False) for value in (7.1428, 14.2857)]
    write_report(tmp_path, MACHINE, [*rows, Row("speed", "picking", 1234.56, "s", None)])
    markdown = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| share | 10.7 ± 5.1 % | 7.1 to 14.3, 2 runs | ≤ 2 % | **no** |" in markdown
    assert "| picking | 1,235 s |" in markdown


def test_json_has_the_rows_of_every_seed_and_markdown_the_same_figures(tmp_path: Path) -> None:
    write_report(tmp_path, MACHINE, [accuracy(0.8, 1), accuracy(0.9, 2)])
    plain = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [(row["seed"], row["value"]) for row in plain["rows"]] == [(1, 0.8), (2, 0.9)]
    assert plain["figures"][0]["mean"] == pytest.approx(0.85)
    assert plain["machine"] == MACHINE
    markdown = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| AUC at k = 8 | 0.850 ± 0.071 | ≥ 0.9 | **no** |" in (tmp_path / "headline.md").read_text(encoding="utf-8")
    assert "| AUC at k = 8 | 0.850 ± 0.071 | 0.800 to 0.900, 2 runs | ≥ 0.9 | **no** |" in markdown


def test_equal_figures_give_equal_pages(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(tmp_path / name, MACHINE, [accuracy(0.8, 1)])
    first, second = ((tmp_path / name / "report.html").read_bytes() for name in ("one", "two"))
    assert first == second


def test_a_report_is_written_without_torch() -> None:
    code = "import tests.benchmarks.rows, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
