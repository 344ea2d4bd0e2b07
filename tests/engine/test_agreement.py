"""Agreement of several results: examples counted by hand, properties, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes, no_boxes, pair_iou
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.evaluation.agreement import consensus, groups, support


def picks(*x: float, confidence: float = 0.5) -> Boxes:
    return make_boxes(list(x), [100.0] * len(x), 50, confidence=confidence, kind=Kind.PICK)


def test_two_results_agree_where_their_boxes_overlap() -> None:
    members = groups([picks(100, 200, 300), picks(205, 500)], 0.6)
    assert sorted(map(tuple, members.tolist())) == [(-1, 1), (0, -1), (1, 0), (2, -1)]


def test_an_overlap_at_the_limit_is_the_same_particle() -> None:
    a_fifth_off = make_boxes([110], [100], 50)  # 40 of 50 px in common: 40 / 60 of both
    assert len(groups([picks(100), a_fifth_off], 40 / 60)) == 1
    assert len(groups([picks(100), a_fifth_off], 0.67)) == 2


def test_the_closer_of_two_boxes_is_the_same_particle() -> None:
    members = groups([picks(100), picks(108, 103)], 0.5)
    assert sorted(map(tuple, members.tolist())) == [(-1, 0), (0, 1)]


def test_boxes_of_one_result_are_never_one_particle() -> None:
    assert len(groups([picks(100, 101), no_boxes()], 0.1)) == 2
    # both boxes of the first overlap the only box of the second, which can match just one of them
    assert sorted(support(groups([picks(100, 101), picks(100)], 0.1)).tolist()) == [1, 2]


def test_three_results_and_boxes_found_only_once() -> None:
    members = groups([picks(100, 300), picks(104, 500), picks(96, 302, 700)], 0.6)
    assert sorted(support(members).tolist()) == [1, 1, 2, 3]


def test_consensus_is_the_mean_of_the_agreeing_boxes() -> None:
    results = [picks(100, 300, confidence=0.9), picks(104, confidence=0.5), make_boxes([102], [112], 56)]
    boxes = consensus(results, groups(results, 0.5), 2)
    assert len(boxes) == 1
    assert (boxes["x"][0], boxes["y"][0], boxes["width"][0]) == (102, 104, 52)
    assert boxes["confidence"][0] == pytest.approx((0.9 + 0.5 + 1) / 3)
    assert np.isnan(boxes["estimated_width"][0])
    assert len(consensus(results, groups(results, 0.5), 1)) == 2
    assert len(consensus([no_boxes()] * 3, groups([no_boxes()] * 3, 0.5), 1)) == 0


result = arrays(np.float64, st.tuples(st.integers(0, 12), st.just(2)), elements=st.floats(0, 200, width=32)).map(
    lambda a: make_boxes(a[:, 0], a[:, 1], 50)
)


@settings(deadline=None)
@given(results=st.lists(result, min_size=2, max_size=4), limit=st.floats(0.05, 1))
def test_every_box_is_in_one_group_and_groups_are_of_neighbours(results: list[Boxes], limit: float) -> None:
    members = groups(results, limit)
    for number, boxes in enumerate(results):
        column = members[:, number]
        assert sorted(column[column >= 0].tolist()) == list(range(len(boxes)))
    for row in members:
        there = [(n, i) for n, i in enumerate(row.tolist()) if i >= 0]
        for n, i in there if len(there) > 1 else []:
            others = [pair_iou(results[n][[i]], results[m][[j]])[0] for m, j in there if m != n]
            assert max(others) >= limit


@settings(deadline=None)
@given(first=result, second=result)
def test_the_order_of_results_does_not_matter(first: Boxes, second: Boxes) -> None:
    one, other = groups([first, second], 0.3), groups([second, first], 0.3)
    overlaps = pair_iou(np.repeat(first, len(second)), np.tile(second, len(first)))
    if len(set(overlaps[overlaps >= 0.3].tolist())) == int((overlaps >= 0.3).sum()):  # without ties
        assert sorted(map(tuple, one.tolist())) == sorted((a, b) for b, a in other.tolist())


@settings(deadline=None)
@given(boxes=result)
def test_a_result_agrees_with_itself(boxes: Boxes) -> None:
    assert (support(groups([boxes, boxes], 0.9)) == 2).all()


class TestCommand:
    @pytest.fixture
    def folders(self, tmp_path: Path) -> list[str]:
        """Two folders of box files; the second has cryoSPARC's names and lacks a micrograph."""
        write_boxes(tmp_path / "one/a.cbox", BoxList(None, picks(100, 200, 300)), "cbox")
        write_boxes(tmp_path / "one/b.cbox", BoxList(None, picks(100)), "cbox")
        write_boxes(tmp_path / "two/000000000000000123_a.cbox", BoxList(None, picks(102, 298, 400, 500)), "cbox")
        return [str(tmp_path / name) for name in ("one", "two")]

    def test_counts_and_consensus(self, tmp_path: Path, folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        more = ["--json", str(tmp_path / "c.json"), "--output", str(tmp_path / "both")]
        assert main(["compare", *folders, *more]) == 0
        counts = json.loads((tmp_path / "c.json").read_text())
        assert counts["picks"] == [4, 4]
        assert counts["found_by"] == [4, 2]
        assert counts["only"] == [2, 2]
        assert counts["consensus"] == 2
        assert counts["micrographs"]["a"]["only"] == [1, 2]
        printed = capsys.readouterr()
        assert "4 boxes, 2 only here" in printed.out
        assert "in 2 of 2" in printed.out
        assert "1 micrographs are missing from some results" in printed.err
        (both,) = read_boxes(tmp_path / "both/a.cbox")
        assert sorted(both.boxes["x"].tolist()) == [101, 299]
        assert len(read_boxes(tmp_path / "both/b.cbox")[0].boxes) == 0

    def test_more_than_half_of_three(self, tmp_path: Path, folders: list[str]) -> None:
        write_boxes(tmp_path / "three/a.box", BoxList(None, picks(200, 398)), "eman")
        for least, count in (([], 4), (["--at-least", "3"], 0), (["--at-least", "1"], 6)):
            assert main(["compare", *folders, str(tmp_path / "three"), "--json", str(tmp_path / "c.json"), *least]) == 0
            assert json.loads((tmp_path / "c.json").read_text())["consensus"] == count

    def test_only_picks_that_pass_the_threshold_of_picking_are_compared(
        self, tmp_path: Path, folders: list[str]
    ) -> None:
        """The output of a picking keeps picks below the threshold, which were never shown."""
        weak = np.concatenate([picks(100, confidence=0.9), picks(200, confidence=0.1)])
        write_boxes(tmp_path / "picked/CBOX/a.cbox", BoxList(None, weak), "cbox")
        config = {"min_size": None, "max_size": None}
        (tmp_path / "picked/summary.json").write_text(json.dumps({"threshold": 0.3, "config": config}))
        for more, count in (([], 1), (["--threshold", "0.05"], 2), (["--threshold", "0.95"], 0)):
            arguments = ["compare", str(tmp_path / "picked"), folders[0], "--json", str(tmp_path / "c.json"), *more]
            assert main(arguments) == 0
            assert json.loads((tmp_path / "c.json").read_text())["picks"][0] == count

    def test_labels_pass_any_threshold_and_rejected_boxes_do_not_count(
        self, tmp_path: Path, folders: list[str]
    ) -> None:
        mixed = np.concatenate([picks(100, 200, 300, confidence=0.9), make_boxes([400], [100], 50)])
        mixed["kind"][0], mixed["confidence"][0] = Kind.REJECTED, 0.99
        write_boxes(tmp_path / "mixed/a.cbox", BoxList(None, mixed), "cbox")
        arguments = ["compare", str(tmp_path / "mixed"), folders[0], "--json", str(tmp_path / "c.json")]
        assert main([*arguments, "--threshold", "0.95"]) == 0
        assert json.loads((tmp_path / "c.json").read_text())["picks"][0] == 1

    def test_the_same_boxes_in_two_formats_count_once(self, tmp_path: Path, folders: list[str]) -> None:
        write_boxes(tmp_path / "one/a.box", BoxList(None, picks(100, 200, 300)), "eman")
        assert main(["compare", *folders, "--json", str(tmp_path / "c.json")]) == 0
        assert json.loads((tmp_path / "c.json").read_text())["picks"][0] == 4

    def test_one_size_for_all(self, tmp_path: Path, folders: list[str]) -> None:
        wide = make_boxes([100, 200, 300], [100] * 3, 90)
        write_boxes(tmp_path / "wide/a.box", BoxList(None, wide), "eman")
        for more, both in (([], 0), (["--box-size", "50"], 3)):
            arguments = ["compare", folders[0], str(tmp_path / "wide"), "--json", str(tmp_path / "c.json"), *more]
            assert main(arguments) == 0
            assert json.loads((tmp_path / "c.json").read_text())["found_by"][1] == both

    def test_a_damaged_file_does_not_count_as_empty(
        self, tmp_path: Path, folders: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "two/b.box").write_text("1 two 3 4\n1 2 three 4\n")
        assert main(["compare", *folders, "--json", str(tmp_path / "c.json")]) == 1
        assert "b.box" in capsys.readouterr().err
        assert list(json.loads((tmp_path / "c.json").read_text())["micrographs"]) == ["a"]

    def test_nothing_to_compare(self, tmp_path: Path, folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "empty").mkdir()
        assert main(["compare", folders[0], str(tmp_path / "empty")]) == 1
        assert "has no boxes to compare" in capsys.readouterr().err
        write_boxes(tmp_path / "other/z.box", BoxList(None, picks(1)), "eman")
        assert main(["compare", folders[0], str(tmp_path / "other")]) == 1
        assert "The results have no micrograph in common" in capsys.readouterr().err
        for more in ([], [folders[1], "--at-least", "3"]):
            with pytest.raises(SystemExit):
                main(["compare", folders[0], *more])
