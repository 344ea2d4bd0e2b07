"""Cutting crops from micrographs that are blank, too small for the boxes, or hold small boxes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.classes import crops
from iceboxer.engine.classes.basis import fit_basis
from iceboxer.engine.classes.crops import Cutter, normalise_crops
from iceboxer.engine.classes.extraction import Extracted, extract
from iceboxer.engine.classes.picks import Picks, prepare_picks
from iceboxer.engine.classes.workspace import Workspace
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.micrograph import micrograph_of
from iceboxer.engine.errors import EngineError
from iceboxer.engine.events import Event, MicrographFailed, Note, ignore, never

SIZE, BOX, SIDE = 200, 20.0, 32


def make_picks(*images: np.ndarray, box: float = BOX) -> Picks:
    """Return 25 boxes on each picture."""
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(5) * 40 + 20, np.arange(5) * 40 + 20))
    boxes = np.concatenate([make_boxes(x, y, box)] * len(images))
    opened = tuple(micrograph_of(image, 2.0, f"m{i}.mrc") for i, image in enumerate(images))
    return prepare_picks(opened, boxes, np.repeat(np.arange(len(images)), 25), ignore)


def cut(folder: Path, picks: Picks) -> tuple[Extracted, list[str]]:
    """Return the crops, and the messages of cutting them."""
    notes: list[str] = []

    def report(event: Event) -> None:
        if isinstance(event, MicrographFailed | Note):
            notes.append(event.text if isinstance(event, Note) else f"{event.path} {event.reason}")

    return extract(picks, SIDE, {}, 1, Workspace(folder, {}), report, never), notes


def noise(height: int = SIZE) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((height, SIZE)).astype(np.float32)


def test_blank_micrographs_and_blank_boxes_are_named_and_skipped(tmp_path: Path) -> None:
    half, hollow = noise(), noise()
    half[:, 110:] = 3.0  # two of five columns of boxes
    hollow[:] = np.nan
    extracted, notes = cut(tmp_path, make_picks(noise(), half, hollow))
    assert notes[0].startswith("m2.mrc is blank")
    assert "10 boxes skipped: the micrograph is blank there." in notes
    assert np.bincount(extracted.picks.number).tolist() == [25, 15]
    assert extracted.picks.failed == 1
    assert np.isfinite(np.log(extracted.contrast)).all()
    assert extracted.read(slice(None)).std((1, 2)).min() > 0.1
    assert extracted.empty.std((1, 2)).min() > 0.1


def test_micrographs_smaller_than_a_crop_are_named_and_skipped(tmp_path: Path) -> None:
    extracted, notes = cut(tmp_path, make_picks(noise(), noise(height=24)))
    assert notes[0] == "m1.mrc is too small for boxes of 20 px: 200 × 24 px"
    assert len(extracted.picks.boxes) == 25
    with pytest.raises(EngineError, match="no boxes to average"):
        cut(tmp_path / "huge", make_picks(noise(), box=5000.0))


def test_small_boxes_do_not_enlarge_the_micrograph(monkeypatch: pytest.MonkeyPatch) -> None:
    factors: list[float] = []
    image = np.zeros((60, 60), np.float32)
    image[30:34, 20:24] = 1.0
    monkeypatch.setattr(crops, "shrink", lambda picture, factor: factors.append(factor) or picture)
    (crop,) = Cutter(image, 8.0, 64).cut(np.array([[22.0, 32.0]]))
    assert factors == [1.0]
    assert crop[22:42, 22:42].mean() > crop.mean() + 1  # 4 of 9.6 px, in the middle


def test_boxes_of_two_pixels_are_refused() -> None:
    with pytest.raises(EngineError, match="Boxes of 2 px are too small to average"):
        make_picks(noise(), box=2.0)


def test_a_picture_without_noise_between_its_particles_has_a_basis() -> None:
    basis = fit_basis(noise(5 * SIDE)[:, : 5 * SIDE].reshape(-1, SIDE, SIDE), np.zeros((9, SIDE, SIDE), np.float32), 8)
    assert np.isfinite(basis.signal).all()


def test_a_usual_contrast_is_that_of_crops_that_show_something() -> None:
    pictures = np.stack([noise(SIZE)] + [1e-5 * noise(SIZE)] * 3)
    assert normalise_crops(pictures)[2] == pytest.approx(1.0, rel=0.02)
