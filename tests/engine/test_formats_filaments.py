"""Reading and writing filaments: every format there and back, the rules of RELION, real files, bad files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import starfile

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.filaments import Filament, cut_segments, make_filament
from iceboxer.engine.data.formats import filament_cbox, filament_cs, filament_eman, read_boxes, star
from iceboxer.engine.data.formats.filament_cs import Place
from iceboxer.engine.data.formats.filament_lists import FilamentList
from iceboxer.engine.data.formats.filament_star import SegmentSettings, pair_list, segment_list, segments_of
from iceboxer.engine.data.formats.filaments import holds_filaments, read_filaments
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from tests.engine.conftest import write_micrograph

BENT = make_filament([(100, 100), (200, 160), (320, 180), (400, 260)], 30, 0.7, Kind.PICK, 1)
STRAIGHT = make_filament([(500, 50), (300, 400)], 24, float("nan"), Kind.LABEL, 2)


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def only(lists: list[FilamentList]) -> FilamentList:
    (one,) = lists
    return one


def farthest(one: Filament, other: Filament) -> float:
    """Return the largest distance in px from a filament to another."""
    dense = other.resampled(0.5)[0]
    return float(np.hypot(*(one.resampled(2)[0][:, None] - dense[None]).transpose(2, 0, 1)).min(axis=1).max())


def test_cbox_keeps_curves_widths_confidences_kinds_and_single_particles(tmp_path: Path):
    particles = make_boxes([10, 20], [30, 40], 16)
    path = written(tmp_path, "a.cbox", filament_cbox.write([BENT, STRAIGHT], 20, 45, particles))
    found = only(read_filaments(path))
    for before, after in zip([BENT, STRAIGHT], found.filaments, strict=True):
        assert after.points == pytest.approx(before.points)
        assert (after.width, after.kind, after.id) == (before.width, before.kind, before.id)
        assert after.confidence == pytest.approx(before.confidence, nan_ok=True)
    assert found.boxes["x"].tolist() == [10, 20]
    assert holds_filaments(path)


def test_cbox_of_crylo_without_points_is_read_through_its_segments(tmp_path: Path):
    text = filament_cbox.write([BENT], 20, 45).split("data_filament_vertices", maxsplit=1)[0]
    found = only(read_filaments(written(tmp_path, "a.cbox", text)))
    assert farthest(found.filaments[0], BENT) < 0.5


def test_corners_in_place_of_points_are_recognised_by_the_segments(tmp_path: Path):
    shifted = make_filament(BENT.points - 22.5, BENT.width)
    segments = filament_cbox.write([BENT], 20, 45).split("data_filament_vertices", maxsplit=1)[0]
    points = "data_filament_vertices" + filament_cbox.write([shifted], 20, 45).split("data_filament_vertices")[1]
    found = only(read_filaments(written(tmp_path, "a.cbox", segments + points.split("data_iceboxer")[0])))
    assert found.filaments[0].points == pytest.approx(BENT.points)


def test_segments_follow_relions_rules(tmp_path: Path):
    settings = SegmentSettings(40, 1.5, None, True)
    path = written(tmp_path, "a.star", star.write([segment_list(None, segments_of([STRAIGHT], settings), settings)]))
    table = starfile.read(path)
    along = (STRAIGHT.points[1] - STRAIGHT.points[0]) / STRAIGHT.length
    steps = np.arange(int(STRAIGHT.length / 40) + 1) * 40
    assert table["rlnCoordinateX"].to_numpy() == pytest.approx(500 + steps * along[0])
    assert table["rlnCoordinateY"].to_numpy() == pytest.approx(50 + steps * along[1])
    assert table["rlnHelicalTrackLengthAngst"].to_numpy() == pytest.approx(1.5 * steps)
    (x1, y1), (x2, y2) = STRAIGHT.points
    assert table["rlnAnglePsiPrior"].to_numpy() == pytest.approx(-np.degrees(np.arctan2(y2 - y1, x2 - x1)), abs=1e-4)
    assert set(table["rlnAngleTiltPrior"]) == {90.0}
    assert set(table["rlnAnglePsiFlipRatio"]) == {0.5}
    assert set(table["rlnHelicalTubeID"]) == {1}


LOPSIDED = np.array([(0, 0), (150, 20), (330, 90), (420, 260), (430, 380)])


@pytest.mark.parametrize("signs", [(1, 1), (-1, 1), (-1, -1), (1, -1)])
def test_psi_along_a_lopsided_curve_is_that_of_relions_extraction_of_its_pairs(signs: tuple[int, int]):
    """RELION walks from each start to its end in equal steps, and turns by -atan2(y2 - y1, x2 - x1) on the way."""
    curve, settings = make_filament(2000 + LOPSIDED * np.array(signs), 30), SegmentSettings(10.0, 1.0)
    pairs = pair_list(None, [curve]).boxes
    ends = np.column_stack([pairs["x"], pairs["y"]]).reshape(-1, 2, 2)
    theirs = []
    for start, end in ends:
        along = end - start
        turn = -np.degrees(np.arctan2(along[1], along[0]))
        steps = np.arange(0, np.hypot(*along), 10.0) / np.hypot(*along)
        theirs += [(*(start + step * along), turn) for step in steps]
    ours = segment_list(None, segments_of([curve], settings), settings)
    table = np.column_stack([ours.boxes["x"], ours.boxes["y"], ours.extra["_rlnAnglePsiPrior"].astype(float)])
    x, y, turns = np.array(theirs).T
    nearest = table[np.hypot(x[:, None] - table[:, 0], y[:, None] - table[:, 1]).argmin(1)]
    away = np.abs((turns - nearest[:, 2] + 180) % 360 - 180)
    assert np.hypot(x - nearest[:, 0], y - nearest[:, 1]).max() <= 30 / 4 + 5  # a quarter of the width, half a step
    assert away.max() < 15  # where one straight piece follows another
    assert np.median(away) < 4


def test_tubes_are_numbered_from_one_without_gaps_and_polar_ones_do_not_flip(tmp_path: Path):
    rejected = make_filament([(100, 400), (150, 400)], 10, 0.5, Kind.REJECTED)
    outside = make_filament([(-500, -500), (-300, -500)], 10)
    settings = SegmentSettings(25, 1.0, 20, bimodal=False)
    segments = segments_of([rejected, outside, STRAIGHT, BENT], settings, (600, 600))
    path = written(tmp_path, "a.star", star.write([segment_list(None, segments, settings)]))
    table = starfile.read(path)
    assert sorted(set(table["rlnHelicalTubeID"])) == [1, 2]
    assert set(table["rlnAnglePsiFlipRatio"]) == {0.0}
    assert (table["rlnCoordinateX"] >= 10).all()


def test_segments_are_read_by_tube_and_track_length(tmp_path: Path):
    settings = SegmentSettings(15, 2.0)
    boxlist = segment_list("mics/a.mrc", segments_of([BENT, STRAIGHT], settings), settings)
    mixed = boxlist.select(np.random.default_rng(0).permutation(len(boxlist.boxes)))
    found = only(read_filaments(written(tmp_path, "x.star", star.write([mixed])), width=30))
    assert found.micrograph == "mics/a.mrc"
    for one, true in zip(found.filaments, (BENT, STRAIGHT), strict=True):
        assert farthest(one, true) < 0.3
        assert one.length == pytest.approx(true.length, abs=15)


def test_pairs_are_read_as_straight_filaments_only_on_request(tmp_path: Path):
    path = written(tmp_path, "a.star", star.write([pair_list(None, [STRAIGHT])]))
    found = only(read_filaments(path, width=24, pairs=True))
    assert found.filaments[0].points == pytest.approx(STRAIGHT.points, abs=1e-3)
    with pytest.raises(ReadError, match="--start-end"):
        read_filaments(path, width=24)


def test_a_bent_filament_becomes_pairs_within_a_quarter_of_its_width(tmp_path: Path):
    path = written(tmp_path, "a.star", star.write([pair_list(None, [BENT])]))
    pieces = only(read_filaments(path, width=30, pairs=True)).filaments
    assert len(pieces) >= 2
    assert all(farthest(piece, BENT) <= 7.6 for piece in pieces)


def test_eman_helices_there_and_back(tmp_path: Path):
    path = written(tmp_path, "a.box", filament_eman.write_helices("a.mrc", [BENT, STRAIGHT], 15, 45))
    found = only(read_filaments(path)).filaments
    assert [f.width for f in found] == [30, 24]
    assert all(farthest(one, true) < 1 for one, true in zip(found, (BENT, STRAIGHT), strict=True))
    assert len(found[1].points) == 2
    (boxes,) = read_boxes(path)
    assert set(boxes.extra["helix"].tolist()) == {"0", "1"}


def test_eman_starts_and_ends_there_and_back(tmp_path: Path):
    path = written(tmp_path, "a.box", filament_eman.write_start_end([STRAIGHT]))
    assert [line.split()[4] for line in path.read_text().splitlines()] == ["-1", "-2"]
    found = only(read_filaments(path)).filaments
    assert found[0].points == pytest.approx(STRAIGHT.points, abs=0.5)
    assert found[0].width == 24


@pytest.mark.parametrize("from_top", [False, True])
def test_cryosparc_keeps_identity_position_and_direction(tmp_path: Path, from_top: bool):
    path, name = tmp_path / "f.cs", "a.tif" if from_top else "a.mrc"
    settings = SegmentSettings(20, 1.25)
    assert filament_cs.write(path, {Place(name, (600, 800), from_top): [BENT, STRAIGHT]}, settings) > 20
    table = np.load(path)
    first = table[table["filament/filament_uid"] == table["filament/filament_uid"][0]]
    assert first["filament/position_A"] == pytest.approx(25.0 * np.arange(len(first)))
    slope = BENT.at(0)[1][0]
    assert first["filament/filament_pose"][0] == pytest.approx(-slope if from_top else slope, abs=1e-3)
    found = only(read_filaments(path, width=30)).filaments
    assert all(farthest(one, true) < 0.5 for one, true in zip(found, (BENT, STRAIGHT), strict=True))


BAD = {
    "one-start.box": ("10\t10\t4\t4\t-1\n", "without its end"),
    "two-starts.box": ("10\t10\t4\t4\t-1\n20\t10\t4\t4\t-1\n", "instead of −2"),
    "far.box": ("10\t10\t4\t4\t-1\n1e12\t10\t4\t4\t-2\n", "px away"),
    "two.box": ("#micrograph: a\n#helix: (1, 2),(3, 4),5\n#micrograph: b\n#helix: (1, 2),(3, 4),5\n", "split it"),
    "damaged.box": ("#micrograph: a\n#helix: (1, 2),(3),4\n", "not of the form"),
    "particles.cbox": ("data_cryolo\n\nloop_\n_CoordinateX #1\n_CoordinateY #2\n1 2\n", "holds no filaments"),
    "words.txt": ("hello world\n", "holds no filaments"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_with_a_reason(tmp_path: Path, name: str):
    text, reason = BAD[name]
    with pytest.raises(ReadError, match=reason):
        read_filaments(written(tmp_path, name, text), width=10)


def test_an_odd_number_of_rows_is_refused(tmp_path: Path):
    text = "data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n1 2\n3 4\n5 6\n"
    with pytest.raises(ReadError, match="even number"):
        read_filaments(written(tmp_path, "a.star", text), 10, pairs=True)


def test_tubes_without_priors_or_of_one_segment_are_noted_and_nothing_is_lost(tmp_path: Path):
    text = "data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnHelicalTubeID\n1 2 1\n30 4 1\n50 60 2\n"
    found = only(read_filaments(written(tmp_path, "a.star", text), 10))
    assert len(found.filaments) == 1
    assert found.boxes["x"].tolist() == [50]
    assert [("priors" in n, "single point" in n) for n in found.notes] == [(True, False), (False, True)]


def test_filaments_of_equal_points_and_single_particles_are_boxes_and_the_others_stay(tmp_path: Path):
    star = "data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnHelicalTubeID\n1 2 1\n30 4 1\n5 6 2\n5 6 2\n7 8 nan\n"
    found = only(read_filaments(written(tmp_path, "a.star", star), 10))
    assert (len(found.filaments), sorted(found.boxes["x"].tolist())) == (1, [5, 7])
    ends = "8 8 4 4 0.5\n0 0 4 4 -1\n40 0 4 4 -2\n18 18 4 4\n28 28 4 4 -1\n28 28 4 4 -2\n"
    found = only(read_filaments(written(tmp_path, "a.box", ends)))
    assert (len(found.filaments), found.boxes["x"].tolist()) == (1, [10, 20, 30])
    helices = "#micrograph: a\n#helix: (1, 2),(1, 2),4\n#helix: (1, 2),(40, 2),4\n"
    found = only(read_filaments(written(tmp_path, "b.box", helices)))
    assert (len(found.filaments), found.boxes["x"].tolist()) == (1, [1])
    assert found.notes == ("b.box has 1 filament of a single point, kept as a box of a single particle.",)


def test_segments_too_many_for_any_memory_are_refused():
    with pytest.raises(ConfigError, match="Raise the spacing"):
        cut_segments([BENT], 1e-9)


def test_a_missing_width_is_requested(tmp_path: Path):
    text = "data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnHelicalTubeID\n1 2 1\n30 4 1\n"
    with pytest.raises(EngineError, match="--width"):
        read_filaments(written(tmp_path, "a.star", text))


def test_an_empty_file_holds_no_filaments(tmp_path: Path):
    assert only(read_filaments(written(tmp_path, "a.cbox", ""))).filaments == ()


def test_converting_to_cbox_keeps_single_particles_and_other_formats_name_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = make_filament([(100, 100), (400, 100)], 40)
    text = filament_cbox.write([line], 10, boxes=make_boxes([700, 800], [50, 60], 30))
    mixed = written(tmp_path, "m.cbox", text)
    assert main(["convert", str(mixed), "--to", "filament-cbox", "--output", str(tmp_path / "kept")]) == 0
    (kept,) = read_filaments(tmp_path / "kept" / "m.cbox")
    assert (len(kept.filaments), kept.boxes["x"].tolist()) == (1, [700, 800])
    assert main(["convert", str(mixed), "--to", "eman-start-end", "--output", str(tmp_path / "ends")]) == 0
    assert "2 single particles in the same files not written" in capsys.readouterr().err


def test_segments_outside_the_micrograph_are_not_written_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_micrograph(tmp_path / "mics" / "m.mrc", np.zeros((200, 300), np.float32), 2.0)
    beyond = written(tmp_path, "m.cbox", filament_cbox.write([make_filament([(-50, 20), (350, 20)], 40)], 10))
    command = ["convert", str(beyond), "--to", "relion-segments", "--micrographs", str(tmp_path / "mics")]
    assert main([*command, "--spacing", "20", "--output", str(tmp_path / "out")]) == 0
    x = starfile.read(tmp_path / "out" / "m.star")["rlnCoordinateX"]
    assert (x.min(), x.max(), len(x)) == (0, 300, 31)
    assert "10 segments outside the micrograph not written" in capsys.readouterr().err
