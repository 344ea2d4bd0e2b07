"""A run over many micrographs with a pipeline whose boxes are known: what is kept, written, reused."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.errors import ReadError
from iceboxer.engine.events import IsCancelled, ignore, never
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.picker import PickRun
from iceboxer.engine.picking.pipeline import Reuse
from iceboxer.engine.picking.size import choose_box_size
from tests.engine.conftest import write_micrograph

# inside, at the threshold, below it, beyond the right edge
BOXES = make_boxes([50, 100, 150, 195], [50, 60, 70, 80], 20, confidence=[0.9, 0.5, 0.4, 0.8], kind=Kind.PICK)


class Fixed:
    """A pipeline that finds the same boxes on every micrograph but those called bad."""

    name, writers = "fixed", 1

    def __init__(self) -> None:
        self.sizes: list[float] = []
        self.detected: list[str] = []

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> float:
        return 44.0

    def run(
        self,
        paths: Sequence[Path],
        box_size: float,
        reuse: Reuse,
        cancelled: IsCancelled,
    ) -> Generator[Outcome]:
        self.sizes.append(box_size)
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


def test_boxes_beyond_the_edge_are_dropped_unless_they_are_wanted(tmp_path: Path) -> None:
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


def test_done_micrographs_are_reused_with_the_same_settings_only(tmp_path: Path) -> None:
    assert run(tmp_path, "a", "b")[0].detected == ["a.mrc", "b.mrc"]
    pipeline, summary = run(tmp_path, "a", "b", "c")
    assert (pipeline.detected, summary["taken_over"]) == (["c.mrc"], 2)
    assert run(tmp_path, "a", min_distance=5)[0].detected == ["a.mrc"]
    # b was picked with the settings before
    assert run(tmp_path, "a", "b", min_distance=5)[0].detected == ["b.mrc"]
    assert run(tmp_path, "a", min_distance=5, overwrite=True)[0].detected == ["a.mrc"]


def test_a_bad_file_is_counted_as_failed_and_the_others_are_done(tmp_path: Path) -> None:
    _, summary = run(tmp_path, "a", "bad", "b")
    assert summary["failed"] == {"/data/bad.mrc": "is bad"}
    assert summary["done"] == 2


def test_a_diameter_becomes_one_and_a_half_boxes_of_even_size(tmp_path: Path) -> None:
    write_micrograph(tmp_path / "m.mrc", np.zeros((8, 8), "f4"), 2.0)
    card = Card("compact", {}, 99, 0.3)

    def size(**settings: float) -> float:
        config = PickConfig((tmp_path,), None, tmp_path, **settings)  # type: ignore[arg-type]
        return choose_box_size(config, card, [tmp_path / "m.mrc"], lambda: pytest.fail("estimated"), ignore)

    assert size(diameter=100) == 76  # 1.5 · 100 Å / 2 Å/px = 75, rounded to even
    assert size() == 99
    assert size(box_size=31) == 31
