"""Randomly damaged box files are read or refused with one message; no other exception is raised."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iceboxer.engine.data.boxes import BOX_DTYPE, make_boxes
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, write_boxes
from iceboxer.engine.data.matching import sound_boxes
from iceboxer.engine.errors import EngineError

HELIX = b"#micrograph: a.mrc\n#segment length: 10\n#segment width: 30\n#helix: (1, 2),(3, 4),30\n1\t2\n3\t4\n"
OLD_CBOX = b"5\t15\t10\t10\t1.0\t<NA>\t<NA>\n7\t9\t10\t10\t0.5\t11\t12\n"
AUTOPICK = b"data_coordinate_files\n\nloop_\n_rlnMicrographName #1\n_rlnMicrographCoordinates #2\na.mrc b.star\n"
OPTICS = (
    b"data_optics\nloop_\n_rlnOpticsGroup #1\n_rlnImagePixelSize #2\n1 0.885\n\ndata_particles\n\nloop_\n"
    b"_rlnCoordinateX #1\n_rlnCoordinateY #2\n_rlnMicrographName #3\n10 20 'a b.mrc'\n30 40 a.mrc\n"
)
HANDMADE = {"helix": HELIX, "old CBOX": OLD_CBOX, "autopick": AUTOPICK, "particles": OPTICS}
TOKENS = [b"nan", b"\n", b"<NA>", b"'", b'"', b";", b"\n;", b"1e400", b"1.7e308", b"-1", b"\t", b"#", b"\r", b"\0"]
TOKENS += [b"loop_", b"data_", b"_", b",", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"1_000", b"../", b"0x1p3", b" " * 50]

Damage = Callable[[bytes], bytes]
PLACE = st.floats(0, 1, exclude_max=True)


def _flip(place: float, bits: int) -> Damage:
    return lambda b: b[: (i := int(place * len(b)))] + bytes([b[i] ^ bits]) + b[i + 1 :] if b else b


def _delete(place: float, count: int) -> Damage:
    return lambda b: b[: (i := int(place * len(b)))] + b[i + count :]


def _insert(place: float, token: bytes) -> Damage:
    return lambda b: b[: (i := int(place * len(b)))] + token + b[i:]


DAMAGE = st.one_of(
    st.builds(_flip, PLACE, st.integers(1, 255)),
    st.builds(_delete, PLACE, st.integers(1, 40)),
    st.builds(_insert, PLACE, st.sampled_from(TOKENS) | st.binary(max_size=8)),
)


@cache
def undamaged(name: str) -> bytes:
    """Return an undamaged file of the kind `name`."""
    if name in HANDMADE:
        return HANDMADE[name]
    boxes = make_boxes([1, 2, 3], [4, 5, 6], 10, confidence=[0.5, np.nan, 0.25])
    extra = {"_rlnClassNumber": np.array(["1", "2", "3"]), "note": np.array(["a b", "", "ö"])}
    with tempfile.TemporaryDirectory() as folder:
        write_boxes(Path(folder, "a"), BoxList("a b.mrc", boxes, extra), name)
        return Path(folder, "a").read_bytes()


@pytest.mark.parametrize("name", [*FORMATS, *HANDMADE])
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages=st.lists(DAMAGE, min_size=1, max_size=6))
def test_damaged_file(tmp_path: Path, name: str, damages: list[Damage]) -> None:
    """Boxes read from it can be counted, cleaned and written again."""
    content = undamaged(name)
    for damage in damages:
        content = damage(content)
    path = tmp_path / "a.star"
    path.write_bytes(content)
    with suppress(EngineError):
        for boxlist in read_boxes(path, 50):
            assert boxlist.boxes.dtype == BOX_DTYPE
            assert all(len(column) == len(boxlist.boxes) for column in boxlist.extra.values())
            clean, _ = sound_boxes(boxlist, (4096, 4096))
            for to in FORMATS:
                write_boxes(tmp_path / "out", clean if to == "topaz" else BoxList(None, clean.boxes, clean.extra), to)
                (again,) = read_boxes(tmp_path / "out", 50)
                assert len(again.boxes) <= len(clean.boxes)


@pytest.mark.parametrize("name", FORMATS)
def test_truncated_anywhere(tmp_path: Path, name: str) -> None:
    """A truncated file: only complete boxes are read, or the file is refused."""
    whole = undamaged(name)
    (tmp_path / "whole").write_bytes(whole)
    (expected,) = read_boxes(tmp_path / "whole", 50)
    for length in range(len(whole)):
        (tmp_path / "a").write_bytes(whole[:length])
        with suppress(EngineError):
            lists = read_boxes(tmp_path / "a", 50)
            assert sum(len(b.boxes) for b in lists) <= len(expected.boxes)
            for boxlist in lists:
                complete = boxlist.boxes[:-1]  # the last box may lack digits
                assert np.array_equal(complete["x"], expected.boxes["x"][: len(complete)])
