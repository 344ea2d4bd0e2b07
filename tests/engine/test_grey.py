"""Grey values of micrographs: of palettes, inverted numbers and planes of colour, and of extreme magnitudes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
import tifffile

from iceboxer.engine.data.micrograph import micrograph_of, open_micrograph
from iceboxer.engine.errors import ReadError

GREY = np.random.default_rng(0).integers(0, 256, (19, 27)).astype(np.uint8)
ALPHA = np.full_like(GREY, 255)


def test_a_palette_gives_the_brightness_of_its_colours(tmp_path: Path) -> None:
    picture = PIL.Image.fromarray(255 - GREY, mode="P")
    picture.putpalette([255 - i for i in range(256) for _ in range(3)])
    for name in ("a.tif", "a.png"):
        picture.save(tmp_path / name)
        assert np.allclose(open_micrograph(tmp_path / name).read()[::-1], GREY, atol=1e-3), name


@pytest.mark.parametrize("stored", [255 - GREY, 65535 - GREY.astype(np.uint16), -GREY.astype(np.float32)])
def test_numbers_of_a_picture_in_which_0_is_white_are_inverted(tmp_path: Path, stored: np.ndarray) -> None:
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="miniswhite")
    assert np.array_equal(open_micrograph(tmp_path / "a.tif").read()[::-1], GREY)


@pytest.mark.parametrize(
    ("stored", "options"),
    [
        (np.stack([GREY] * 3), {"photometric": "rgb", "planarconfig": "separate"}),
        (np.stack([GREY, ALPHA], -1), {"photometric": "minisblack", "extrasamples": ["unassalpha"]}),
        (GREY > 100, {"photometric": "minisblack"}),
    ],
    ids=["planes", "alpha", "1 bit"],
)
def test_other_layouts_of_a_tiff(tmp_path: Path, stored: np.ndarray, options: dict[str, Any]) -> None:
    tifffile.imwrite(tmp_path / "a.tif", stored, **options)
    expected = stored if stored.dtype == bool else GREY
    assert np.allclose(open_micrograph(tmp_path / "a.tif").read()[::-1], expected, atol=1e-3)


def test_1_bit_numbers_of_which_0_is_white_are_refused(tmp_path: Path) -> None:
    """Libraries return them as they are, viewers show them inverted: a mask could be its opposite."""
    tifffile.imwrite(tmp_path / "a.tif", GREY > 100)
    with pytest.raises(ReadError, match="0 is white; save it with 8 bits"):
        open_micrograph(tmp_path / "a.tif")


def test_a_tiff_without_pages(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"II*\0" + bytes(4))
    with pytest.raises(ReadError, match="holds no picture"):
        open_micrograph(tmp_path / "a.tif")


@pytest.mark.parametrize("factor", [1e-36, 1e-20, 1e20, 1e35])
def test_extreme_values_are_multiplied_by_a_power_of_two(factor: float) -> None:
    image = (GREY * np.float64(factor)).astype(np.float32)
    read = micrograph_of(image).read()
    assert np.array_equal(read * np.float32(image.max() / read.max()), image)
    assert 0.1 < read.std() < 10
    image[3, 4] = np.nan
    assert np.isfinite(micrograph_of(image).read()).all()
