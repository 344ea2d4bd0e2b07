"""Pipes, sockets and devices in place of files: every command refuses them at once, and none waits or reads them."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.regular_file import NOT_A_FILE, NotRegularError, open_regular
from tests.engine.conftest import write_micrograph

ROOT = Path(__file__).parents[2]
HANGS = 30  # s, after which a test is stopped


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """Stop a test that hangs; no result depends on the time."""

    def stop(*_: object) -> None:
        raise AssertionError("it waits for a pipe or reads a device without end")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(HANGS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_micrograph(tmp_path / "in/a.mrc", np.random.default_rng(1).normal(size=(64, 64)).astype(np.float32))
    write_boxes(tmp_path / "boxes/a.cbox", BoxList(None, make_boxes([20, 40], [20, 40], 16)), "cbox")
    return tmp_path


def special(folder: Path, kind: str, name: str) -> Path:
    path = folder / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    else:
        path.symlink_to("/dev/zero")
    return path


@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_opening(tmp_path: Path, kind: str) -> None:
    with pytest.raises(NotRegularError, match=NOT_A_FILE):
        open_regular(special(tmp_path, kind, "x"))
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)


COMMANDS = {
    "boxes": ("compare", "{x}.cbox", "{boxes}"),
    "labels": ("train", "--micrographs", "{in}", "--boxes", "{x}.cbox", "--output", "{out}/m.safetensors"),
    "table": ("convert", "{x}.star", "--to", "cbox", "--output", "{out}"),
    "model": ("pick", "{in}", "--model", "{x}.safetensors", "--output", "{out}"),
    "micrograph": ("inspect", "{x}.mrc", "--output", "{out}"),
    "picks": ("inspect", "{in}", "--picks", "{x}.cbox", "--output", "{out}"),
    "ctf": ("inspect", "{in}", "--ctf", "{x}.star", "--output", "{out}"),
    "classified": ("classes", "{x}.cbox", "--micrographs", "{in}", "--output", "{out}"),
    "kept": ("feedback", "{x}.star", "--micrographs", "{in}", "--box-size", "16", "--output", "{out}"),
    "structure": ("simulate", "--structure", "{x}.pdb", "--micrographs", "1", "--output", "{out}"),
    "config": ("convert", "--from-cryolo", "{x}.json", "--to", "cbox", "--output", "{out}"),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_inputs(data: Path, what: str, capfd: pytest.CaptureFixture[str]) -> None:
    places = {"x": data / "x", "boxes": data / "boxes", "in": data / "in", "out": data / "out"}
    special(data, "pipe", re.findall(r"{x}(\.\w+)", " ".join(COMMANDS[what]))[0].join(["x", ""]))
    assert main([word.format(**places) for word in COMMANDS[what]]) in (1, 2)
    assert f"x.{'mrc' if what == 'micrograph' else ''}" in capfd.readouterr().err


def test_files_of_an_earlier_picking(data: Path) -> None:
    """Pipes in place of its records are no records."""
    for name in ("summary.json", "settings.json", "names.json"):
        os.mkfifo(data / "boxes" / name)
    assert main(["inspect", str(data / "in"), "--picks", str(data / "boxes"), "--output", str(data / "out")]) == 0


def test_nothing_else_opens_files_for_reading() -> None:
    """Each reader goes through `engine.data.regular_file`, or checks the path there before a library opens it."""
    opening = re.compile(r"""\.open\(["']rb|(?<![\w.])open\([^()]*,\s*["']rb|\.read_(bytes|text)\(|\.open\(encoding""")
    allowed = {
        "engine/data/regular_file.py": "itself",
        "engine/data/atomic.py": "temporary files of this process",
        "engine/data/remains.py": "of the system",
        "boxmanager/document/unsaved.py": "of the system",
        "boxmanager/display.py": "a pipe of this process",
        "boxmanager/core/icons.py": "of the program",
        "boxmanager/dialogs/manual.py": "of the program",
        "boxmanager/dialogs/export.py": "written just before",
    }
    paths = [path for room in ("engine", "boxmanager") for path in (ROOT / room).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in paths if opening.search(path.read_text(encoding="utf-8"))}
    assert found <= allowed.keys(), found - allowed.keys()
