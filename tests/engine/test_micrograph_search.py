"""What is a micrograph among files of other programs and of this one, by one rule for all ways in."""

from __future__ import annotations

from pathlib import Path

import mrcfile
import numpy as np
import pytest
import tifffile
from PIL import Image

from iceboxer.engine.data.micrograph_search import find_micrographs, search_micrographs, split_boxes
from iceboxer.engine.data.micrograph_versions import versionless
from iceboxer.engine.errors import ReadError
from iceboxer.engine.picking.monitor import PATIENCE, FolderMonitor
from tests.engine.conftest import write_micrograph
from tests.engine.counting import count_calls

NOISE = np.random.default_rng(3).normal(size=(48, 64)).astype("f4")


def save(path: Path, image: np.ndarray = NOISE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix in (".jpg", ".png"):
        Image.fromarray((40 * np.abs(image) % 255).astype("u1")).save(path)
    elif path.suffix == ".tif":
        tifffile.imwrite(path, image)
    else:
        write_micrograph(path, image)
    return path


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_micrographs([folder])]


def test_results_of_a_picking_are_no_micrographs(tmp_path: Path) -> None:
    save(tmp_path / "a.mrc")
    for name in ("DISTR/size.png", "PICTURES/a.png", "CBOX/a.cbox"):
        save(tmp_path / "deep/mine" / name) if name.endswith("png") else (tmp_path / "deep/mine/CBOX").mkdir()
    assert found(tmp_path) == ["a.mrc"]  # two of the folders of an output, as crYOLO writes them too
    (tmp_path / "DISTR").mkdir()
    save(tmp_path / "DISTR/size.png")
    assert found(tmp_path) == ["DISTR/size.png", "a.mrc"]  # a folder of that name alone is no output
    (tmp_path / "settings.json").write_text("{}")
    assert found(tmp_path) == ["a.mrc"]  # the output may be the folder of the micrographs itself


def test_a_plot_of_this_program_is_no_micrograph(tmp_path: Path) -> None:
    from iceboxer.engine.picking.output import _write_histogram

    save(tmp_path / "a.mrc")
    _write_histogram(tmp_path, "size", np.arange(9, dtype="f4"), "size")
    assert found(tmp_path) == ["a.mrc"]


@pytest.mark.parametrize(
    ("files", "best"),
    [
        (["x.jpg", "x.mrc"], "x.mrc"),
        (["x.png", "x.tif", "x.jpg"], "x.tif"),
        (["x.tif", "x.mrc"], "x.mrc"),
        (["x_PS.mrc", "x.mrc"], "x.mrc"),
        (["x.mrc", "x_bin4.mrc", "x_thumb_@1x.png"], "x.mrc"),
        (["x.jpg", "x_PS.mrc"], "x.jpg"),
        (["x.view.png", "x.mrc"], "x.mrc"),
    ],
)
def test_of_several_files_of_one_micrograph_the_best_is_taken(tmp_path: Path, files: list[str], best: str) -> None:
    for name in files:
        save(tmp_path / name)
    result = search_micrographs([tmp_path])
    assert [path.name for path in result.micrographs] == [best]
    assert sorted(path.name for path in result.aside) == sorted({*files} - {best})
    (note,) = result.notes()
    assert all(name in note for name in files)


def test_the_unbinned_file_with_most_bits_is_taken(tmp_path: Path) -> None:
    save(tmp_path / "binned.mrc", NOISE[::2, ::2])
    save(tmp_path / "binned.tif")
    write_micrograph(tmp_path / "bytes.mrc", NOISE.astype("i1"))
    tifffile.imwrite(tmp_path / "bytes.tif", NOISE.astype("i2"))
    assert found(tmp_path) == ["binned.tif", "bytes.tif"]


def test_a_movie_beside_the_micrograph_is_left_aside_and_a_damaged_micrograph_is_not(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "movie.tif", np.zeros((5, 96, 128), "u1"))
    save(tmp_path / "movie.mrc")
    save(tmp_path / "cut.jpg")
    (tmp_path / "cut.mrc").write_bytes(save(tmp_path / "movie.mrc").read_bytes()[:2000])
    assert found(tmp_path) == ["cut.mrc", "movie.mrc"]


def test_pictures_without_a_better_file_are_micrographs(tmp_path: Path) -> None:
    for name in ("a.jpg", "b_PS.mrc", "sub/a.png", "c_bin2.mrc"):
        save(tmp_path / name)
    assert found(tmp_path) == ["a.jpg", "b_PS.mrc", "c_bin2.mrc", "sub/a.png"]


def test_links_to_nothing_and_to_the_same_file_are_named(tmp_path: Path) -> None:
    save(tmp_path / "a.mrc")
    (tmp_path / "b.mrc").symlink_to("a.mrc")
    (tmp_path / "lost.mrc").symlink_to("nowhere.mrc")
    result = search_micrographs([tmp_path])
    assert [path.name for path in result.micrographs] == ["a.mrc"]
    doubled, broken = result.notes()
    assert "b.mrc (the same file as" in doubled
    assert "lost.mrc (to nowhere.mrc)" in broken


def test_a_list_of_micrographs_and_a_pattern_stand_for_their_files(tmp_path: Path) -> None:
    for name in ("Movies/a.mrc", "Movies/b.mrc", "Movies/c.mrc"):
        save(tmp_path / name)
    star = tmp_path / "CtfFind/job003/micrographs_ctf.star"
    star.parent.mkdir(parents=True)
    star.write_text("data_micrographs\nloop_\n_rlnMicrographName\n_rlnOpticsGroup\nMovies/c.mrc 1\nMovies/a.mrc 1\n")
    assert find_micrographs([star]) == [tmp_path / "Movies/c.mrc", tmp_path / "Movies/a.mrc"]
    assert [path.name for path in find_micrographs([tmp_path / "Movies/[ab].mrc"])] == ["a.mrc", "b.mrc"]
    coordinates = tmp_path / "a.star"
    coordinates.write_text("data_\nloop_\n_rlnMicrographName\n_rlnCoordinateX\n_rlnCoordinateY\nMovies/c.mrc 1 2\n")
    with pytest.raises(ReadError, match="is no list of micrographs"):
        find_micrographs([coordinates])
    assert split_boxes([star, coordinates, tmp_path]) == ([star, tmp_path], [coordinates])


def test_no_file_is_opened_unless_two_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work grows with the number of files, and not with its square."""
    monkeypatch.setattr("iceboxer.engine.data.micrograph_versions.open_micrograph", lambda _: pytest.fail("opened"))
    calls = []
    for count in (200, 800):
        for number in range(count):
            (tmp_path / f"{number}.mrc").touch()
        calls.append(count_calls(lambda: find_micrographs([tmp_path])))
        assert len(find_micrographs([tmp_path])) == count
    assert calls[1] < 6 * calls[0]


@pytest.mark.parametrize(
    ("files", "best"),
    [
        ("F_1_Fractions.mrc F_1.jpg", "F_1_Fractions.mrc"),  # EPU's picture of a movie that was summed
        ("a.mrc a_DW.mrc a_DWS.mrc a_noDW.mrc", "a_DW.mrc"),  # MotionCor2
        (
            "u_patch_aligned.mrc u_patch_aligned_doseweighted.mrc u_background.mrc u_thumb_@2x.png",
            "u_patch_aligned_doseweighted.mrc",
        ),
        ("u_patch_aligned_doseweighted.mrc u_patch_aligned_doseweighted_even.mrc", "u_patch_aligned_doseweighted.mrc"),
        ("a.mrc a.bin4.mrc a-thumb.png a_small.mrc a_psd.mrc a_lp20.mrc a_denoised.mrc", "a.mrc"),
        ("M/a.mrc C/a_PS.mrc", "M/a.mrc"),  # RELION's spectra lie in the job of CtfFind
        ("J2/a_patch_aligned.mrc J3/a_patch_aligned_ctf_diag_2D.mrc J3/a_ctf_diag_plt.png", "J2/a_patch_aligned.mrc"),
        ("average/a.mrc average/even/a.mrc average/odd/a.mrc deconv/a.mrc mask/a_mask.mrc", "average/a.mrc"),  # Warp
        ("Images/a.mrc Images/Scaled/a.mrc Images/Spectra/a.mrc", "Images/a.mrc"),  # cisTEM
    ],
)
def test_other_versions_of_a_micrograph_are_left_aside(tmp_path: Path, files: str, best: str) -> None:
    for name in files.split():
        save(tmp_path / name)
    found = search_micrographs([tmp_path])
    assert [path.relative_to(tmp_path).as_posix() for path in found.micrographs] == [best]
    assert len(found.aside) == len(files.split()) - 1


@pytest.mark.parametrize(
    "files", ["even/a.mrc odd/b.mrc", "a_bin2.mrc b.mrc", "sum_1.mrc sum_2.mrc", "x/a.mrc y/a.mrc"]
)
def test_pictures_without_a_better_version_are_micrographs(tmp_path: Path, files: str) -> None:
    for name in files.split():
        save(tmp_path / name)
    assert len(find_micrographs([tmp_path])) == 2


def test_a_picture_that_arrives_before_its_micrograph_waits(tmp_path: Path) -> None:
    now = 0.0
    monitor = FolderMonitor(tmp_path, tmp_path / "out", 5, lambda: now)

    def scan() -> list[str]:
        nonlocal now
        now += 5
        return [path.name for path in monitor.scan()[0]]

    save(tmp_path / "a.jpg")
    save(tmp_path / "alone.jpg")
    assert [scan() for _ in range(4)] == [[]] * 4
    assert monitor.waits
    save(tmp_path / "a.mrc")
    assert [scan(), scan()] == [[], ["a.mrc"]]
    assert [name for _ in range(2 * PATIENCE) for name in scan()] == ["alone.jpg"]
    assert not monitor.waits


def test_unsigned_bytes_of_imod_and_of_the_header(tmp_path: Path) -> None:
    from iceboxer.engine.data.micrograph import open_micrograph

    image = np.arange(256, dtype="u1").reshape(16, 16)

    def read(stamp: bool, signed: bool, low: float, high: float) -> float:
        path = tmp_path / "bytes.mrc"
        with mrcfile.new(path, overwrite=True) as mrc:
            mrc.set_data(image.view("i1"))
            mrc.header.dmin, mrc.header.dmax = low, high
        raw = bytearray(path.read_bytes())
        if stamp:
            raw[152:160] = b"IMOD" + bytes([signed, 0, 0, 0])
        path.write_bytes(raw)
        return float(open_micrograph(path).read().max())

    assert read(True, False, 0, 0) == 255
    assert read(True, True, 0, 255) == 127
    assert read(False, False, 0, 255) == 255
    assert read(False, False, -128, 127) == 127
    assert read(False, False, 0, 100) == 127


def test_tiff_pixel_sizes_and_thumbnails(tmp_path: Path) -> None:
    from iceboxer.engine.data.micrograph import open_micrograph

    def size(**options: object) -> float | None:
        tifffile.imwrite(tmp_path / "a.tif", NOISE, **options)
        return open_micrograph(tmp_path / "a.tif").pixel_size

    assert size(imagej=True, resolution=(8, 8), metadata={"unit": "nm"}) == pytest.approx(1.25)
    assert size(imagej=True, resolution=(8000, 8000), metadata={"unit": "um"}) == pytest.approx(1.25)
    assert size(ome=True, metadata={"PhysicalSizeX": 0.12, "PhysicalSizeXUnit": "nm"}) == pytest.approx(1.2)
    assert size(ome=True, metadata={"PhysicalSizeX": 1.3, "PhysicalSizeXUnit": "Å"}) == pytest.approx(1.3)
    assert size(resolution=(2.54e8 / 2, 2.54e8 / 2), resolutionunit="INCH") == pytest.approx(2)
    assert size(resolution=(72, 72), resolutionunit="INCH") is None
    with tifffile.TiffWriter(tmp_path / "b.tif") as tiff:
        tiff.write(NOISE[::4, ::4])
        tiff.write(NOISE)
    assert np.array_equal(open_micrograph(tmp_path / "b.tif").read(), NOISE[::-1])


def test_the_current_folder_can_be_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "sub/a.mrc")
    now = 0.0
    monitor = FolderMonitor(Path(), tmp_path / "out", 5, lambda: now)
    assert monitor.scan() == ([], [])
    now = 6.0
    assert monitor.scan() == ([Path("sub/a.mrc")], [])


@pytest.mark.parametrize(
    "end", ["fractions", "EER", "aligned", "Patch_aligned_mic", "rigid_aligned", "DW", "dws", "noDW"]
)
@pytest.mark.parametrize("more", ["", "_fractions", "_doseweighted", "_motion_corrected", "_motioncorrected"])
def test_what_was_appended_when_frames_were_summed_is_left_out(end: str, more: str) -> None:
    assert versionless(f"/data/a{more}_{end}.mrc") == "/data/a"
