"""Filaments in junk: the pieces that stay visible, in the files of a picking too, and pickings of other kinds."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import starfile

import iceboxer
from iceboxer.engine.cli.main import main
from iceboxer.engine.data.filament_masking import profile_of, split_by_junk, visible_pieces
from iceboxer.engine.data.filaments import make_filament
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.junk import EMPTY, FILM, JunkMask
from iceboxer.engine.data.mask_file import write_mask
from iceboxer.engine.events import Event, MicrographDone, ignore
from iceboxer.engine.picking import detector
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.cluster import ClusterPipeline
from iceboxer.engine.picking.config import WatchConfig
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from iceboxer.engine.picking.filament_detector import FilamentOutcome
from iceboxer.engine.picking.output import digest_model
from iceboxer.engine.picking.watch import pick_or_watch
from iceboxer.engine.picking.worker import DetectorSpec, detect_file
from tests.engine.test_pick_filaments import TRUE, WIDTH, pick, write_model, write_pictures

STRAIGHT = make_filament([(0, 105), (400, 105)], 40, 0.8, id=7)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path)


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return write_pictures(tmp_path, monkeypatch)


def film(left: int, right: int) -> JunkMask:
    """Return a mask of 416 × 400 px in cells of 10 px with film between two columns."""
    cells = np.zeros((42, 40), np.int8)
    cells[:, left:right] = FILM
    cells[:, 38:] = EMPTY  # which hides nothing
    return JunkMask(cells, (10.0, 10.0))


def ends(pieces: list) -> list[tuple[float, float]]:
    return [(f.points[0][0], f.points[-1][0]) for f in pieces]


def test_a_filament_through_film_is_visible_in_pieces_on_both_sides():
    profile = profile_of(STRAIGHT, film(20, 25))
    visible, hidden = split_by_junk(STRAIGHT, profile, 0.0)
    assert ends(visible) == [(0, 195), (250, 400)]  # compared every 5 px; cells 20 to 24 hold 200 to 249 px
    assert ends(hidden) == [(195, 250)]
    assert [f.id for f in (*visible, *hidden)] == [7, 7, 7]
    assert ends(split_by_junk(STRAIGHT, profile, 20.0)[0]) == [(0, 175), (270, 400)]  # a margin of two cells
    assert split_by_junk(STRAIGHT, profile_of(STRAIGHT, film(20, 20)), 0.0) == ([STRAIGHT], [])


def test_pieces_shorter_than_a_width_or_the_least_length_are_hidden():
    mask = film(3, 20)  # leaves 30 px on the left and 200 px on the right
    assert ends(visible_pieces([STRAIGHT], mask)) == [(200, 400)]
    assert visible_pieces([STRAIGHT], mask, least=201.0) == []
    assert [f.id for f in visible_pieces([STRAIGHT], film(20, 25))] == [7, 0]
    assert visible_pieces([STRAIGHT], None) == [STRAIGHT]


def visible_x(output: Path) -> np.ndarray:
    return starfile.read(output / "STAR" / "m0.star")["rlnCoordinateX"].to_numpy()


def test_masks_of_a_folder_hide_segments_in_all_files_but_cbox(
    pictures: Path, model: Path, capsys: pytest.CaptureFixture[str]
):
    for name in ("m0", "m1"):
        write_mask(pictures.parent / "masks" / f"{name}.png", film(18, 22))
    assert pick(pictures, model, "--mask", str(pictures.parent / "masks")) == 0
    output = pictures.parent / "out"
    (kept,) = read_filaments(output / "CBOX" / "m0.cbox")
    assert sorted(f.length for f in kept.filaments) == pytest.approx(sorted(f.length for f in TRUE), rel=0.03)
    x = visible_x(output)
    assert len(x) > 20
    assert not ((x > 180) & (x < 219)).any()
    summary = json.loads((output / "summary.json").read_text(encoding="utf-8"))
    assert summary["picks"] == 8  # each of the two filaments of both micrographs in two pieces
    assert summary["hidden_in_junk"] == pytest.approx(2 * 4 * 2 * 46, rel=0.1)  # Å
    assert "hidden in junk" in capsys.readouterr().err


def test_the_junk_map_of_the_network_is_saved_and_a_resumed_run_uses_it(
    pictures: Path, model: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(detector.Detector, "_load_junk_network", lambda *_: None)
    monkeypatch.setattr(detector.Detector, "junk_maps", lambda *_: [film(18, 22)])
    output = pictures.parent / "out"
    assert pick(pictures, model) == 0  # without masks
    assert not (output / "MASKS").exists()
    assert pick(pictures, model, "--mask", "auto") == 0  # which picks again
    first = visible_x(output)
    assert (output / "MASKS" / "m0.png").is_file()
    monkeypatch.setattr(detector.Detector, "junk_maps", lambda *_: pytest.fail("picked again"))
    assert pick(pictures, model, "--mask", "auto") == 0
    assert visible_x(output) == pytest.approx(first, abs=1e-5)  # CBOX rounds
    assert not ((first > 180) & (first < 219)).any()


def test_the_library_hides_the_same_parts(pictures: Path, model: Path):
    write_mask(pictures.parent / "masks" / "m0.png", film(18, 22))
    masks = str(pictures.parent / "masks")
    found = iceboxer.pick_filaments(pictures / "m0.mrc", width=WIDTH, model=model, mask=masks, threads=1)
    assert len(found) == 4
    assert len(iceboxer.pick_filaments(pictures / "m0.mrc", width=WIDTH, model=model, threads=1)) == 2


def test_filaments_are_picked_as_micrographs_arrive(pictures: Path, model: Path):
    folder, output = pictures.parent / "session", pictures.parent / "watched"
    folder.mkdir()
    (pictures / "m0.mrc").rename(folder / "m0.mrc")
    config = WatchConfig((), model, output, watch=folder, poll=0.05, threads=1, filaments=True, width=WIDTH)
    done: list[str] = []
    ended = threading.Event()

    def report(event: Event) -> None:
        if isinstance(event, MicrographDone):
            done.append(Path(event.path).name)
            if len(done) == 1:
                (folder / "bad.mrc").write_bytes(b"no micrograph")
                (pictures / "m1.mrc").rename(folder / "m1.mrc")
            else:
                (folder / "stop.iceboxer").touch()

    summary = pick_or_watch(config, report, ended.is_set)
    assert done == ["m0.mrc", "m1.mrc"]
    assert (summary["done"], summary["picks"]) == (2, 4)
    assert list(summary["failed"]) in ([str(folder / "bad.mrc")], [])  # it may not have been read before the end
    assert {one.micrograph for one in read_filaments(output / "CRYOSPARC" / "filaments.cs", 40)} == set(done)


def test_a_worker_of_a_cluster_returns_the_filaments(pictures: Path, model: Path):
    config = PickFilamentsConfig((pictures,), model, pictures.parent / "out", width=WIDTH, cluster="local:2")
    answer = detect_file(str(pictures / "m0.mrc"), DetectorSpec(config, digest_model(model)), BoxSize(60.0))
    client = SimpleNamespace(nthreads=lambda: {"a": 1, "b": 1})
    outcome = ClusterPipeline(client, config, "", ignore)._outcome(pictures / "m0.mrc", answer)
    assert isinstance(outcome, FilamentOutcome)
    lengths = sorted(f.length for f in outcome.filaments)
    assert lengths == pytest.approx(sorted(f.length for f in TRUE), rel=0.03)
    assert (outcome.shape, outcome.box_size) == ((416, 400), 60.0)


def test_a_picking_on_a_cluster_writes_what_one_on_this_machine_does(
    pictures: Path, model: Path, monkeypatch: pytest.MonkeyPatch
):
    from contextlib import nullcontext

    from iceboxer.engine.picking import cluster
    from iceboxer.engine.picking.filament_pipeline import LocalFilaments

    opened: list[str] = []

    def open_cluster(config: PickFilamentsConfig, _: object) -> object:
        opened.append(str(config.cluster))
        return nullcontext(LocalFilaments(config))

    monkeypatch.setattr(cluster, "open_cluster", open_cluster)
    command = ["pick", "--filaments", str(pictures), "--model", str(model), "--width", str(WIDTH)]
    for name, more in (("alone", ()), ("cluster", ("--cluster", "local:1"))):
        assert main([*command, "--threads", "1", "--output", str(pictures.parent / name), *more]) == 0
    assert opened == ["local:1"]
    one, other = ((pictures.parent / name / "STAR" / "m0.star").read_text() for name in ("alone", "cluster"))
    assert one == other
