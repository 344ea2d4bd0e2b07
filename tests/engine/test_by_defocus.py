"""`pick --ctf` and `convert --ctf`: the share of picks kept is alike at every defocus."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.junk import FILM, JunkMask
from iceboxer.engine.errors import ConfigError, ReadError
from iceboxer.engine.evaluation.reading import read_limits
from iceboxer.engine.events import IsCancelled, Note, ignore, never
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.config import PickConfig, WatchConfig
from iceboxer.engine.picking.detector import Outcome
from iceboxer.engine.picking.pipeline import Reuse
from iceboxer.engine.picking.run import PickRun

NEAR, FAR, UNKNOWN = "near", "far", "unknown"
# of 120 picks on each micrograph, the same share passes at half the confidence where the defocus is low
CONFIDENCES = {NEAR: np.linspace(0.1, 0.5, 120), FAR: np.linspace(0.2, 1.0, 120), UNKNOWN: np.linspace(0.2, 1.0, 120)}
CTF = (
    "data_\nloop_\n_rlnMicrographName #1\n_rlnDefocusU #2\n_rlnDefocusV #3\n"
    "MotionCorr/job002/near.mrc 8000 9000\nMotionCorr/job002/far.mrc 20000 21000\n"
)


def picks_on(name: str) -> Boxes:
    x = np.arange(120) % 12 * 15 + 10.0
    y = np.arange(120) // 12 * 8 + 10.0
    return make_boxes(x, y, 8, confidence=CONFIDENCES[name], kind=Kind.PICK)


@pytest.fixture
def ctf(tmp_path: Path) -> Path:
    (tmp_path / "micrographs_ctf.star").write_text(CTF, encoding="utf-8")
    return tmp_path / "micrographs_ctf.star"


class Known:
    """A pipeline that finds known picks, of which those in the left half of `near` are on film."""

    name, writers = "known", 1

    def estimate_box_size(self, paths: Sequence[Path], cancelled: IsCancelled) -> BoxSize:
        return BoxSize(8.0)

    def run(self, paths: Sequence[Path], box_size: BoxSize, reuse: Reuse, cancelled: IsCancelled) -> Generator[Outcome]:
        for path in paths:
            junk = JunkMask(np.array([[FILM, 0]], np.int8), (96.0, 100.0)) if path.stem == NEAR else None
            yield reuse(path) or Outcome(path, (100, 200), found=picks_on(path.stem), junk=junk)


def run(output: Path, ctf: Path, threshold: float = 0.5, **settings: Any) -> tuple[PickRun, dict[str, Any]]:
    paths = [Path(f"/data/{name}.mrc") for name in CONFIDENCES]
    whole = PickRun(PickConfig(tuple(paths), None, output, threshold, ctf=ctf, **settings), paths, Known(), ignore)
    whole.pick_all(never)
    return whole, whole.finish(1.0)


def kept(output: Path, folder: str = "STAR") -> dict[str, int]:
    return {name: len(read_boxes(output / folder / f"{name}.star", 8)[0].boxes) for name in CONFIDENCES}


def test_picking_keeps_the_same_share_at_every_defocus(tmp_path: Path, ctf: Path) -> None:
    run(tmp_path / "out", ctf)
    counts = kept(tmp_path / "out")
    assert counts[UNKNOWN] == 75  # the common threshold
    assert counts[NEAR] == counts[FAR] == 38  # 0.5 keeps 75 and 1 of 240
    whole, summary = run(tmp_path / "junk", ctf, 0.2, mask="auto")
    assert summary["picks"] == sum(kept(tmp_path / "junk").values())
    (in_clean_ice,) = read_boxes(tmp_path / "junk" / "STAR" / f"{NEAR}.star", 8)
    assert 0 < len(in_clean_ice.boxes) < 60  # 60 picks are left, too few for a range of their own
    assert in_clean_ice.boxes["x"].min() > 90
    limits = read_limits(tmp_path / "out")
    assert limits is not None
    assert len(picks_on(NEAR)[limits.of(NEAR).passing(picks_on(NEAR))]) == 38
    # a second run, which reuses the picks, writes the same files
    assert run(tmp_path / "out", ctf)[1]["taken_over"] == 3
    assert kept(tmp_path / "out") == counts
    assert whole.by_defocus is not None
    assert "1 micrograph without a defocus in micrographs_ctf.star" in whole.by_defocus.notes[0]


def test_a_ctf_file_of_other_micrographs_ends_the_run(tmp_path: Path, ctf: Path) -> None:
    ctf.write_text(CTF.replace("near", "a").replace("far", "b"), encoding="utf-8")
    with pytest.raises(ReadError, match="fits none of the micrographs"):
        run(tmp_path / "out", ctf)
    ctf.write_text(CTF.replace("far", "near"), encoding="utf-8")
    with pytest.raises(ReadError, match=r"two rows for near\.mrc"):
        run(tmp_path / "out", ctf)


@pytest.mark.parametrize("more", [{"watch": Path("in"), "inputs": ()}, {"filaments": True}, {"pictures": True}])
def test_what_needs_all_picks_at_once_is_refused(tmp_path: Path, more: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="--ctf"):
        WatchConfig(**{"inputs": (tmp_path,), "model": None, "output": tmp_path / "out", "ctf": tmp_path, **more})


@pytest.fixture
def cbox(tmp_path: Path) -> Path:
    for name in CONFIDENCES:
        write_boxes(tmp_path / f"cbox/{name}.cbox", BoxList(None, picks_on(name)), "cbox")
    return tmp_path / "cbox"


def test_conversion_keeps_the_same_share_at_every_defocus(
    tmp_path: Path, cbox: Path, ctf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["convert", str(cbox), "--to", "star", "--output", str(tmp_path / "out"), "--ctf", str(ctf)]
    assert main(command) == 1  # no threshold is known
    assert "Set --threshold" in capsys.readouterr().err
    assert main([*command, "--threshold", "0.5"]) == 0
    assert kept(tmp_path / "out", "") == {NEAR: 38, FAR: 38, UNKNOWN: 75}
    assert "The threshold follows the defocus, from 0.37" in capsys.readouterr().err


def test_the_library_returns_what_it_selected(tmp_path: Path) -> None:
    from iceboxer.engine.library.picking import _selected

    boxes = picks_on(FAR)
    write_boxes(tmp_path / "CBOX/a.cbox", BoxList(None, boxes), "cbox")
    write_boxes(tmp_path / "STAR/a.star", BoxList(None, boxes[5:9]), "star")
    assert _selected(tmp_path, "a")["confidence"].tolist() == pytest.approx(boxes["confidence"][5:9])


def test_too_few_picks_keep_the_common_threshold(tmp_path: Path, cbox: Path, ctf: Path) -> None:
    notes: list[str] = []
    from iceboxer.engine.interop.convert import convert
    from iceboxer.engine.interop.convert_config import ConvertConfig

    config = ConvertConfig((cbox / "near.cbox",), "star", tmp_path / "out", threshold=0.3, ctf=ctf)
    assert convert(config, lambda e: notes.append(e.text) if isinstance(e, Note) else None, never)["boxes"] == 60
    assert any("at least 200 picks" in sentence for sentence in notes)
