"""``iceboxer inspect``: measures with known answers, CTF files of both programs, and what a person gets."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
import starfile

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.ctf import find_ctf_file, match_ctf, read_ctf
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.junk import FILM, JunkMask
from iceboxer.engine.data.mask_file import write_mask
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_names import OfPath
from iceboxer.engine.errors import ConfigError, ReadError
from iceboxer.engine.inspection.measures import mean_spectrum, measure
from iceboxer.engine.inspection.table import Row, parse_condition, reason_to_exclude
from tests.engine.conftest import write_micrograph

RNG = np.random.default_rng(5)
NOISE = RNG.standard_normal((256, 256)).astype(np.float32)


# ── measures ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_power_of_a_wave_is_at_its_frequency() -> None:
    x = np.arange(256, dtype=np.float32)
    wave = np.cos(2 * np.pi * x * 32 / 256)[None] * np.ones((256, 1), np.float32)
    assert np.argmax(mean_spectrum(wave).power) == 32


def test_noise_has_no_ice_no_rings_and_no_gradient() -> None:
    found = measure(NOISE, 1.0)
    assert found.ice == pytest.approx(1, abs=0.1)
    assert found.rings < 0.05
    assert found.gradient < 0.5
    assert not found.blank
    assert found.dead == 0


@pytest.mark.parametrize(("spacing", "is_ice"), [(3.7, True), (3.45, True), (4.1, False), (5.0, False)])
def test_a_lattice_with_the_spacing_of_ice_is_seen(spacing: float, is_ice: bool) -> None:
    lattice = 0.4 * np.cos(2 * np.pi * np.arange(256, dtype=np.float32) / spacing)[None]
    ice = measure(NOISE + lattice, 1.0).ice
    assert ice is not None
    assert (ice > 1.5) == is_ice


@pytest.mark.parametrize("pixel_size", [None, 1.9])
def test_ice_is_unknown_where_the_pixel_size_hides_it(pixel_size: float | None) -> None:
    assert measure(NOISE, pixel_size).ice is None


def test_rings_of_the_ctf_are_seen() -> None:
    frequency = np.hypot(np.fft.fftfreq(256)[:, None], np.fft.rfftfreq(256)[None])
    ctf = np.abs(np.sin(1000 * frequency**2))
    image = np.fft.irfft2(np.fft.rfft2(NOISE) * ctf, NOISE.shape).astype(np.float32)
    assert measure(image, None).rings > 0.3


def test_thick_ice_on_one_side_is_a_gradient() -> None:
    assert measure(NOISE - np.linspace(0, 3, 256, dtype=np.float32), None).gradient > 2


def test_dead_rows_are_counted_and_do_not_count_as_a_gradient() -> None:
    image = NOISE.copy()
    image[:64] = -50
    found = measure(image, None)
    assert found.dead == pytest.approx(0.25)
    assert found.gradient < 1


def test_a_constant_picture_is_blank() -> None:
    assert measure(np.full((64, 64), 7, np.float32), 1.0).blank


# ── conditions ──────────────────────────────────────────────────────────────────────────────────────────────


def row(**more: object) -> Row:
    return Row(Path("a.mrc"), (64, 64), None, measure(NOISE, None), **more)  # type: ignore[arg-type]


def test_a_condition_gives_its_reason() -> None:
    few = parse_condition("picks<20")
    assert reason_to_exclude(row(picks=3), [few]) == "picks 3 (< 20)"
    assert reason_to_exclude(row(picks=20), [few]) == ""


def test_an_unknown_value_excludes_nothing() -> None:
    assert reason_to_exclude(row(), [parse_condition("picks < 20"), parse_condition("resolution > 1")]) == ""


@pytest.mark.parametrize("text", ["", "picks", "picks < many", "beauty > 1", "picks = 3", "picks < 1e", "picks < 3; 4"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a"):
        parse_condition(text)


# ── CTF files ───────────────────────────────────────────────────────────────────────────────────────────────


def write_star(path: Path, names: list[str], resolution: float = 4.0) -> None:
    rows = "".join(f"{name} 1 21000 20000 {resolution}\n" for name in names)
    path.write_text(
        "data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnMicrographPixelSize\n1 1.5\n\ndata_micrographs\n\nloop_\n"
        f"_rlnMicrographName\n_rlnOpticsGroup\n_rlnDefocusU\n_rlnDefocusV\n_rlnCtfMaxResolution\n{rows}\n"
    )


def test_relions_ctf_is_read(tmp_path: Path) -> None:
    write_star(tmp_path / "ctf.star", ["Motion/job001/a.mrc"])
    ((name, ctf),) = read_ctf(tmp_path / "ctf.star")
    assert name == "Motion/job001/a.mrc"
    assert (ctf.defocus, ctf.astigmatism, ctf.resolution) == pytest.approx((2.05, 0.1, 4.0))


def test_cryosparcs_exposures_are_read(tmp_path: Path) -> None:
    kind = [
        ("micrograph_blob/path", "S40"), ("ctf/df1_A", "<f4"), ("ctf/df2_A", "<f4"), ("ctf_stats/ctf_fit_to_A", "<f4"),
    ]  # fmt: skip
    rows = np.array([(b"J1/motioncorrected/a.mrc", 15000, 14000, 3.5), (b"J1/b.mrc", 9000, 9000, np.nan)], kind)
    with (tmp_path / "exposures.cs").open("wb") as stream:
        np.save(stream, rows)
    (_, first), (_, second) = read_ctf(tmp_path / "exposures.cs")
    assert (first.defocus, first.astigmatism, first.resolution) == pytest.approx((1.45, 0.1, 3.5))
    assert second.resolution is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("data_\nloop_\n_rlnMicrographName\na.mrc\n", "has no defocus"),
        ("data_\nloop_\n_rlnMicrographName\n_rlnDefocusU\n_rlnCoordinateX\na.mrc 9000 5\n", "list of particles"),
        ("data_\nloop_\n_rlnMicrographName\n_rlnDefocusU\na.mrc nan\n", "no defocus in any row"),
        ("data_\nloop_\n_rlnMicrographName\n_rlnDefocusU\na.mrc 0\nb.mrc 0\n", "no defocus in any row"),
        ("data_\nloop_\n_rlnMicrographName\n_rlnDefocusU\na.mrc 1.5\n", "defoci must be in Å"),
        ("\x1f\x8b\b\0data_", "unpack it first"),
        ("1 2 3\n", "is not a valid STAR file"),
    ],
)
def test_what_is_no_ctf_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "ctf.star").write_bytes(text.encode("latin-1"))
    with pytest.raises(ReadError, match=reason):
        read_ctf(tmp_path / "ctf.star")


@pytest.mark.parametrize(
    ("field", "kind", "reason"),
    [("micrograph_blob/path", "<f4", "no defocus of micrographs"), ("ctf/df1_A", "S9", "text instead of numbers")],
)
def test_exposures_with_fields_of_another_type_are_refused(tmp_path: Path, field: str, kind: str, reason: str) -> None:
    fields = {"micrograph_blob/path": "S9", "ctf/df1_A": "<f4"} | {field: kind}
    with (tmp_path / "exposures.cs").open("wb") as stream:
        np.save(stream, np.zeros(2, list(fields.items())))
    with pytest.raises(ReadError, match=reason):
        read_ctf(tmp_path / "exposures.cs")


def test_rows_without_a_defocus_are_named(tmp_path: Path) -> None:
    write_star(tmp_path / "ctf.star", ["a.mrc", "b.mrc"])
    text = (tmp_path / "ctf.star").read_text()
    (tmp_path / "ctf.star").write_text(text.replace("b.mrc 1 21000", "b.mrc 1 nan"))
    matched = match_ctf(tmp_path / "ctf.star", [OfPath(Path("a.mrc")), OfPath(Path("b.mrc"))])
    assert set(matched.by_path) == {Path("a.mrc")}
    assert matched.notes() == ["1 row of the CTF file without a defocus: b.mrc."]


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three micrographs and one that is cut short."""
    for i, name in enumerate("abc"):
        write_micrograph(tmp_path / "in" / f"{name}.mrc", NOISE[:96, : 96 + i])
    whole = (tmp_path / "in" / "a.mrc").read_bytes()
    (tmp_path / "in" / "d.mrc").write_bytes(whole[: len(whole) // 2])
    return tmp_path


def table(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "out" / "micrographs.csv").open() as stream:
        return {Path(line["micrograph"]).name: line for line in csv.DictReader(stream)}


def run(folder: Path, *more: object) -> int:
    return main(["inspect", str(folder / "in"), "--output", str(folder / "out"), "--threads", "1", *map(str, more)])


def test_the_table_has_every_micrograph_and_an_unreadable_one_is_excluded(folder: Path) -> None:
    assert run(folder) == 1  # because of the damaged file, which is named
    found = table(folder)
    assert list(found) == ["a.mrc", "b.mrc", "c.mrc", "d.mrc"]
    assert (found["c.mrc"]["width"], found["c.mrc"]["height"], found["c.mrc"]["pixel_size"]) == ("98", "96", "4.000")
    assert "cut short" in found["d.mrc"]["excluded"]
    kept = (folder / "out" / "kept.txt").read_text().split()
    assert kept == [str(folder / "in" / f"{name}.mrc") for name in "abc"]
    assert list(starfile.read(folder / "out" / "kept.star")["rlnMicrographName"]) == kept


def test_picks_at_the_threshold_are_counted_and_few_exclude(folder: Path) -> None:
    boxes = make_boxes(np.array([20.0, 40.0, 60.0]), np.array([20.0, 40.0, 60.0]), 16)
    boxes["confidence"] = [0.9, 0.5, 0.2]
    write_boxes(folder / "picks" / "a.cbox", BoxList(None, boxes), "cbox")
    write_boxes(folder / "picks" / "b.cbox", BoxList(None, boxes[2:]), "cbox")
    run(folder, "--picks", folder / "picks", "--threshold", "0.5", "--exclude", "picks < 1")
    found = table(folder)
    assert [found[f"{name}.mrc"]["picks"] for name in "abc"] == ["2", "0", ""]
    assert found["a.mrc"]["confidence"] == "0.700"
    assert [found[f"{name}.mrc"]["excluded"] for name in "abc"] == ["", "picks 0 (< 1)", ""]


def test_the_list_for_relion_keeps_the_rows_and_the_optics_of_its_ctf_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_micrograph(folder / "in" / "e.mrc", NOISE[:96, :99])
    write_star(folder / "ctf.star", [f"Motion/job001/{name}.mrc" for name in "abex"])
    text = (folder / "ctf.star").read_text().replace("b.mrc 1 21000 20000 4.0", "b.mrc 1 21000 20000 9.0")
    text = text.replace("e.mrc 1 21000", "e.mrc 1 nan")  # its row stays, though its defocus is unknown
    (folder / "ctf.star").write_text(text)
    run(folder, "--ctf", folder / "ctf.star", "--exclude", "resolution > 6")
    kept = starfile.read(folder / "out" / "kept.star")
    assert list(kept["micrographs"]["rlnMicrographName"]) == ["Motion/job001/a.mrc", "Motion/job001/e.mrc"]
    assert kept["optics"]["rlnMicrographPixelSize"].tolist() == [1.5]
    printed = capsys.readouterr().err
    assert "1 row of the CTF file matched no micrograph: Motion/job001/x.mrc" in printed
    assert "1 micrograph without a row in ctf.star, therefore not in kept.star: c.mrc" in printed
    assert table(folder)["b.mrc"]["excluded"] == "CTF resolution 9.0 Å (> 6)"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["y.mrc"], "fits none of the micrographs"),
        (["M/a.mrc", "N/a.mrc"], "fit the same micrograph"),
        (["M/a.mrc", "M/a.mrc"], "has two rows for a.mrc"),
    ],
)
def test_a_ctf_file_of_other_micrographs_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], names: list[str], reason: str
) -> None:
    write_star(folder / "ctf.star", names)
    assert run(folder, "--ctf", folder / "ctf.star") == 1
    assert reason in capsys.readouterr().err
    assert not (folder / "out" / "kept.star").exists()


def test_a_name_with_a_line_break_is_left_out_of_the_text_list_and_other_names_are_exact(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in" / "a.mrc").rename(folder / "in" / "a\na.mrc")
    (folder / "in" / "b.mrc").rename(folder / "in" / os.fsdecode(b"\xff.mrc"))
    run(folder)
    kept = (folder / "out" / "kept.txt").read_bytes().splitlines()
    assert kept == [os.fsencode(folder / "in" / "c.mrc"), os.fsencode(folder / "in") + b"/\xff.mrc"]
    assert "1 micrograph not in kept.txt" in capsys.readouterr().err


def test_the_page_shows_names_as_text(folder: Path) -> None:
    (folder / "in" / "a.mrc").rename(folder / "in" / "<img src=x>.mrc")
    run(folder)
    page = (folder / "out" / "micrographs.html").read_text()
    assert "&lt;img src=x&gt;.mrc" in page
    assert "<img src=x>" not in page
    assert page.count("data:image/jpeg") == 3


def test_its_pictures_are_no_micrographs_of_a_later_picking(folder: Path) -> None:
    main(["inspect", str(folder / "in"), "--output", str(folder / "in" / "inspected"), "--threads", "1"])
    run(folder)
    assert len(table(folder)) == 4


def test_each_micrograph_is_opened_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def opening(path: Path) -> Micrograph:
        opened.append(path.name)
        return open_micrograph(path)

    monkeypatch.setattr("iceboxer.engine.inspection.job.open_micrograph", opening)
    write_star(folder / "ctf.star", ["a.mrc"])
    run(folder, "--ctf", folder / "ctf.star")
    assert sorted(opened) == ["a.mrc", "b.mrc", "c.mrc", "d.mrc"]


def test_the_ctf_file_of_the_latest_job_above_the_micrographs_is_found(tmp_path: Path) -> None:
    micrograph = tmp_path / "MotionCorr" / "job002" / "frames" / "a.mrc"
    assert find_ctf_file([micrograph]) is None
    for job in ("job003", "job010", "job009"):
        (tmp_path / "CtfFind" / job).mkdir(parents=True)
        write_star(tmp_path / "CtfFind" / job / "micrographs_ctf.star", ["a.mrc"])
    assert find_ctf_file([micrograph]) == tmp_path / "CtfFind" / "job010" / "micrographs_ctf.star"
    micrograph.parent.mkdir(parents=True)
    write_star(micrograph.parent / "micrographs_ctf.star", ["a.mrc"])
    assert find_ctf_file([micrograph]) == micrograph.parent / "micrographs_ctf.star"


def test_the_share_of_junk_comes_with_the_picks(folder: Path) -> None:
    cells = np.zeros((4, 4), np.int8)
    cells[:2, :2] = FILM
    write_boxes(folder / "picks" / "CBOX" / "a.cbox", BoxList(None, make_boxes([20.0], [20.0], 16)), "cbox")
    write_mask(folder / "picks" / "MASKS" / "a.png", JunkMask(cells, (24.0, 24.0)))
    run(folder, "--picks", folder / "picks", "--exclude", "junk > 0.2")
    found = table(folder)
    assert [found[f"{name}.mrc"]["junk"] for name in "ab"] == ["0.250", ""]
    assert found["a.mrc"]["excluded"] == "junk 0.250 (> 0.2)"
