"""``iceboxer check`` as users run it: two runs with a table to fill in between, and what can go wrong."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.evaluation.check_job import describe
from iceboxer.engine.evaluation.checking import Estimate, Estimates
from iceboxer.engine.evaluation.contact_sheet import CROP
from tests.engine.conftest import write_micrograph

THRESHOLD = 0.5


class Desk:
    """Two micrographs with picks, and a person at the command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.picks, self.micrographs, self.out = folder / "picks", folder / "micrographs", folder / "out"
        rng = np.random.default_rng(1)
        for name in ("a", "b"):
            write_micrograph(self.micrographs / f"{name}.mrc", rng.normal(size=(256, 320)).astype(np.float32))
            x, y = rng.uniform(20, 300, 60), rng.uniform(20, 236, 60)
            boxes = make_boxes(x, y, 32, confidence=np.linspace(0.06, 0.95, 60), kind=Kind.PICK)
            write_boxes(self.picks / "CBOX" / f"{name}.cbox", BoxList(None, boxes), "cbox")
        summary = {"threshold": THRESHOLD, "config": {"min_size": None, "max_size": None}}
        (self.picks / "summary.json").write_text(json.dumps(summary))

    def check(self, *more: object) -> tuple[int, str]:
        arguments = [self.picks, "--micrographs", self.micrographs, "--output", self.out, *more]
        code = main(["check", *map(str, arguments)])
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return code, printed.out + printed.err

    @property
    def answers(self) -> Path:
        return self.out / "answers.csv"

    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(self.answers.read_text().splitlines()))

    def fill(self, delimiter: str = ",", **changes: str) -> list[dict[str, str]]:
        """Answer all rows, and change cells of the first one."""
        rows = self.rows()
        for row in rows:
            row["answer"] = "y" if float(row["confidence"]) > 0.4 else "n"
        rows[0].update(changes)
        with self.answers.open("w", newline="") as f:
            writer = csv.DictWriter(f, list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return rows


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_from_picks_to_labels(desk: Desk):
    code, printed = desk.check()
    assert code == 0
    assert "40 of 120 picks drawn" in printed
    with PIL.Image.open(desk.out / "sheet.png") as sheet:
        assert sheet.width > 8 * CROP
    rows = desk.fill()
    code, printed = desk.check()
    assert code == 0
    yes = sum(row["answer"] == "y" for row in rows)
    assert f"{yes} yes, {40 - yes} no" in printed
    assert re.search(r"precision at threshold 0.500 +1.00 ", printed)
    figures = json.loads((desk.out / "check.json").read_text())
    assert 0.3 < figures["best_threshold"]["value"] < 0.5
    written = [read_boxes(path)[0].boxes for path in sorted((desk.out / "LABELS").glob("*.cbox"))]
    kinds = np.concatenate([boxes["kind"] for boxes in written])
    assert (kinds == Kind.LABEL).sum() == yes
    assert (kinds == Kind.REJECTED).sum() == 40 - yes


@pytest.mark.parametrize(("threshold", "advised"), [(0.3, True), (0.5, True), (0.51, False)])
def test_a_threshold_within_the_interval_of_the_best_need_not_change(threshold: float, advised: bool):
    found = Estimates(threshold, 100, 50, 20, 20, 0, 0, best_threshold=Estimate(0.4, 0.3, 0.5))
    assert ("no reason to change it" in describe(found)) == advised


def test_a_second_run_without_answers_keeps_the_draw(desk: Desk):
    desk.check()
    before = desk.answers.read_bytes()
    desk.check()
    assert desk.answers.read_bytes() == before


def test_changed_answers_leave_no_old_labels(desk: Desk):
    desk.check()
    desk.fill()
    desk.check()
    assert sorted(p.name for p in (desk.out / "LABELS").iterdir()) == ["a.cbox", "b.cbox"]
    desk.answers.write_text("".join(x for x in desk.answers.read_text().splitlines(True) if "b.mrc" not in x))
    desk.check()
    assert [p.name for p in (desk.out / "LABELS").iterdir()] == ["a.cbox"]


def test_a_spreadsheet_may_write_semicolons_and_decimal_commas(desk: Desk):
    desk.check()
    desk.fill(delimiter=";")
    desk.answers.write_text("\ufeff" + desk.answers.read_text().replace(".", ",").replace(",mrc", ".mrc"))
    code, printed = desk.check()
    assert code == 0, printed


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"answer": "maybe"}, "has the answer 'maybe' in line 2; write y, n or ?"),
        ({"x": "left"}, "has 'left' for x in line 2, which is not a number"),
        ({"x": "1.00"}, "has a pick in line 2 that is not in these files"),
        ({"micrograph": "c.mrc"}, "has a pick in line 2 that is not in these files"),
        ({"weight": "0"}, "has the weight 0 in line 2"),
    ],
)
def test_wrong_edits_are_named(desk: Desk, changes: dict[str, str], sentence: str):
    desk.check()
    desk.fill(**changes)
    before = desk.answers.read_bytes()
    code, printed = desk.check()
    assert code == 1
    assert sentence in printed
    assert desk.answers.read_bytes() == before


def test_a_pick_cannot_be_answered_twice(desk: Desk):
    desk.check()
    desk.fill()
    lines = desk.answers.read_text().splitlines()
    desk.answers.write_text("\n".join([*lines, lines[1]]))
    code, printed = desk.check()
    assert code == 1
    assert "has the same pick in lines 2 and 42" in printed


def test_a_missing_column_is_named(desk: Desk):
    desk.check()
    desk.answers.write_text("number,micrograph\n1,a.mrc\n")
    code, printed = desk.check()
    assert code == 1
    assert "has no column 'x'" in printed


def test_no_picks(desk: Desk):
    for path in (desk.picks / "CBOX").iterdir():
        path.unlink()
    code, printed = desk.check()
    assert code == 1
    assert "no picks with confidences" in printed


def test_five_picks(desk: Desk):
    (desk.picks / "CBOX" / "b.cbox").unlink()
    boxes = make_boxes(np.arange(50, 100, 10), 60, 32, confidence=0.5, kind=Kind.PICK)
    write_boxes(desk.picks / "CBOX" / "a.cbox", BoxList(None, boxes), "cbox")
    code, printed = desk.check()
    assert code == 1
    assert "only 5 picks" in printed


@pytest.mark.parametrize("kind", [Kind.LABEL, Kind.PICK])
def test_picks_without_confidences(desk: Desk, kind: Kind):
    boxes = make_boxes(np.arange(30, 90, 2), 60, 32, kind=kind)
    for name in ("a", "b"):
        write_boxes(desk.picks / "CBOX" / f"{name}.cbox", BoxList(None, boxes), "cbox")
    code, printed = desk.check()
    assert code == 1
    assert "no picks with confidences" in printed


def test_missing_micrographs(desk: Desk):
    (desk.micrographs / "b.mrc").unlink()
    code, printed = desk.check()
    assert code == 0
    assert "matched no micrograph: b" in printed
    assert {row["micrograph"] for row in desk.rows()} == {"a.mrc"}
    (desk.micrographs / "a.mrc").unlink()
    code, printed = desk.check("--overwrite")
    assert code == 1


def test_a_damaged_micrograph_is_skipped_and_named(desk: Desk):
    path = desk.micrographs / "b.mrc"
    path.write_bytes(path.read_bytes()[:5000])
    code, printed = desk.check()
    assert code == 1
    assert "b.mrc" in printed
    assert {row["micrograph"] for row in desk.rows()} == {"a.mrc"}


def test_an_unknown_threshold_must_be_given(desk: Desk):
    (desk.picks / "summary.json").unlink()
    code, printed = desk.check()
    assert code == 1
    assert "--threshold" in printed
    assert desk.check("--threshold", 0.5)[0] == 0
