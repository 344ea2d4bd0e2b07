"""A run over many micrographs with a pipeline of known boxes: which are kept, written and reused."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, Note, ignore, never
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.names import OutputNames
from iceboxer.engine.picking.output import OutputFolder, Totals, distinct_names
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.picking.pipeline import Reuse
from iceboxer.engine.picking.run import PickRun
from iceboxer.engine.picking.size import choose_box_size
from tests.engine.conftest import write_micrograph

# inside, at the threshold, below it, beyond the right edge
BOXES = make_boxes([50, 100, 150, 195], [50, 60, 70, 80], 20, confidence=[0.9, 0.5, 0.4, 0.8], kind=Kind.PICK)


class Fixed:
    """A pipeline that finds the same boxes on every micrograph, and fails on those called bad."""

    name, writers = "fixed", 1

    def __init__(self) -> None:
        self.sizes: list[float] = []
        self.detected: list[str] = []

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> BoxSize:
        return BoxSize(44.0)

    def run(
        self,
        paths: Sequence[Path],
        box_size: BoxSize,
        reuse: Reuse,
        cancelled: IsCancelled,
    ) -> Generator[Outcome]:
        self.sizes.append(box_size.side)
        for path in paths:
            if path.stem == "bad":
                yield Outcome(path, error=ReadError(path, "is bad"))
            elif (done := reuse(path)) is not None:
                yield done
            else:
                self.detected.append(path.name)
                yield Outcome(path, (100, 200), found=BOXES)


def run(output: Path, *names: str, **settings: Any) -> tuple[Fixed, dict[str, Any]]:
    paths = [Path(f"/data/{name}.mrc") for name in names or ("a",)]
    pipeline = Fixed()
    config = PickConfig(tuple(paths), None, output, **{"threshold": 0.5, **settings})
    whole = PickRun(config, paths, pipeline, ignore)
    whole.pick_all(never)
    return pipeline, whole.finish(1.0)


def written(output: Path, part: str = "CBOX/a.cbox") -> Boxes:
    (boxlist,) = read_boxes(output / part)
    return boxlist.boxes


def test_boxes_beyond_the_edge_are_dropped_unless_kept_on_request(tmp_path: Path) -> None:
    run(tmp_path / "cut")
    run(tmp_path / "kept", keep_edge=True)
    assert sorted(written(tmp_path / "cut")["x"]) == [50, 100, 150]
    assert sorted(written(tmp_path / "kept")["x"]) == [50, 100, 150, 195]


def test_a_pick_at_the_threshold_is_written_and_counted(tmp_path: Path) -> None:
    _, summary = run(tmp_path)
    assert summary["picks"] == 2
    assert sorted(written(tmp_path, "EMAN/a.box")["x"]) == [50, 100]


def test_the_box_size_that_is_set_reaches_the_detector(tmp_path: Path) -> None:
    pipeline, summary = run(tmp_path / "set", box_size=48)
    assert (pipeline.sizes, summary["box_size"]) == ([48], 48)
    pipeline, summary = run(tmp_path / "estimated")
    assert (pipeline.sizes, summary["box_size"]) == ([44], 44)


def test_finished_micrographs_are_reused_with_the_same_settings_only(tmp_path: Path) -> None:
    assert run(tmp_path, "a", "b")[0].detected == ["a.mrc", "b.mrc"]
    pipeline, summary = run(tmp_path, "a", "b", "c")
    assert (pipeline.detected, summary["taken_over"]) == (["c.mrc"], 2)
    assert run(tmp_path, "a", min_distance=5)[0].detected == ["a.mrc"]
    # b was picked with the settings before
    assert run(tmp_path, "a", "b", min_distance=5)[0].detected == ["b.mrc"]
    assert run(tmp_path, "a", min_distance=5, overwrite=True)[0].detected == ["a.mrc"]


def test_a_bad_file_is_counted_as_failed_and_the_others_are_picked(tmp_path: Path) -> None:
    _, summary = run(tmp_path, "a", "bad", "b")
    assert summary["failed"] == {"/data/bad.mrc": "is bad"}
    assert summary["done"] == 2


def test_a_diameter_becomes_one_and_a_half_boxes_of_even_size(tmp_path: Path) -> None:
    write_micrograph(tmp_path / "m.mrc", np.zeros((8, 8), "f4"), 2.0)
    card = Card("compact", {}, 99, 0.3)

    def size(**settings: float) -> float:
        config = PickConfig((tmp_path,), None, tmp_path, **settings)  # type: ignore[arg-type]
        return choose_box_size(config, card, [tmp_path / "m.mrc"], lambda: pytest.fail("estimated"), ignore).side

    assert size(diameter=100) == 76  # 1.5 · 100 Å / 2 Å/px = 75, rounded to even
    assert size() == 99
    assert size(box_size=31) == 31


def test_a_replaced_micrograph_is_picked_again_and_a_touched_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "m.mrc"
    notes: list[str] = []

    def pick_once() -> int:
        config = PickConfig((path,), None, tmp_path / "out", box_size=40, threshold=0.5, threads=1, device="cpu")
        summary = pick(config, lambda e: notes.append(e.text) if isinstance(e, Note) else None, never)
        return int(summary["taken_over"])

    random = np.random.default_rng(0)
    write_micrograph(path, random.normal(size=(96, 96)).astype("f4"))
    assert [pick_once(), pick_once()] == [0, 1]
    os.utime(path)
    assert pick_once() == 1
    times = path.stat()
    write_micrograph(path, random.normal(size=(96, 96)).astype("f4"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a copy that keeps its time
    notes.clear()
    assert [pick_once(), pick_once()] == [0, 1]
    assert "1 micrograph picked again, since the file was replaced: m.mrc." in notes


def test_results_without_a_stamp_count_unless_the_picture_is_newer(tmp_path: Path) -> None:
    path = tmp_path / "m.mrc"
    write_micrograph(path, np.zeros((8, 8), "f4"))
    output = OutputFolder(PickConfig((path,), None, tmp_path / "out"), 0.5)
    output.write_settings(BoxSize(20))
    output.write_all("m", BOXES)
    again = OutputFolder(PickConfig((path,), None, tmp_path / "out"), 0.5)
    assert again.read_done("m", path) is not None
    os.utime(path, (4e9, 4e9))
    assert again.read_done("m", path) is None


def test_each_micrograph_has_boxes_for_its_own_pixel_size(tmp_path: Path) -> None:
    size = BoxSize(100, 1.2)
    sides = []
    for pixel_size in (1.2, 2.4, 1.2001, 0):
        write_micrograph(tmp_path / "m.mrc", np.zeros((8, 8), "f4"), pixel_size)
        sides.append(size.on(open_micrograph(tmp_path / "m.mrc")))
    assert sides == [100, 50, 100, 100]
    with pytest.raises(ReadError, match="has no pixel size"):
        BoxSize(100, 1.2, 80).on(open_micrograph(tmp_path / "m.mrc"))


def test_blank_pictures_have_no_picks(tmp_path: Path) -> None:
    write_micrograph(tmp_path / "flat.mrc", np.full((96, 96), 3, "f4"))
    tifffile.imwrite(tmp_path / "nan.tif", np.full((96, 96), np.nan, "f4"))
    notes: list[str] = []
    config = PickConfig((tmp_path,), None, tmp_path / "out", box_size=40, threshold=0, threads=1, device="cpu")
    summary = pick(config, lambda e: notes.append(e.text) if isinstance(e, Note) else None, never)
    assert (summary["done"], summary["picks"]) == (2, 0)
    assert "2 micrographs without picks, since all pixels are equal: flat.mrc, nan.tif." in notes


def test_same_names_stay_apart_in_the_file_for_cryosparc_and_in_mirrored_folders(tmp_path: Path) -> None:
    paths = [tmp_path / "in" / name for name in ("x/Data/a.mrc", "y/Data/a.mrc", "b.mrc")]
    assert list(distinct_names(paths).values()) == ["x/Data/a.mrc", "y/Data/a.mrc", "b.mrc"]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    names = OutputNames(tmp_path / "out/names.json", [tmp_path / "in"])
    assert list(names.assign(paths).values()) == ["x/Data/a", "y/Data/a", "b"]
    again = OutputNames(tmp_path / "out/names.json")
    assert list(again.assign(paths).values()) == ["x/Data/a", "y/Data/a", "b"]


def test_a_better_file_of_the_same_micrograph_takes_over_its_name(tmp_path: Path) -> None:
    names = OutputNames(tmp_path / "names.json")
    assert list(names.assign([tmp_path / "a.jpg"]).values()) == ["a"]
    assert list(names.assign([tmp_path / "a.mrc"]).values()) == ["a"]


def test_totals_forget_a_micrograph_that_is_replaced() -> None:
    totals = Totals()
    totals.add(Path("a"), BOXES[:1])
    totals.add(Path("b"), BOXES[1:3])
    totals.add(Path("a"), BOXES[3:])
    assert totals.counts == {Path("b"): 2, Path("a"): 1}
    assert list(totals._confidences) == pytest.approx([0.5, 0.4, 0.8])
