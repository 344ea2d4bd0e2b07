"""Hostile model files: refused with a message, without running, opening or allocating anything they name."""

from __future__ import annotations

import json
import pickle
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.model_card import CARD, read_card
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.errors import ReadError
from iceboxer.engine.models.model_file import load_model
from tests.engine.conftest import write_micrograph

SOUND = {"network": "compact", "arguments": {}, "box_size": 40, "threshold": 0.5}


class Payload:
    """An object that creates a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.mark,)


def safetensors(path: Path, header: dict[str, Any], data: bytes = b"") -> None:
    raw = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(raw)) + raw + data)


def huge(path: Path) -> None:
    tensor = {"dtype": "F32", "shape": [1 << 20, 1 << 20], "data_offsets": [0, 1 << 42]}
    safetensors(path, {"__metadata__": {CARD: json.dumps(SOUND)}, "x": tensor})


def endless_header(path: Path) -> None:
    path.write_bytes(struct.pack("<Q", 1 << 62) + b"{}")


def with_card(card: object) -> Callable[[Path], None]:
    text = card if isinstance(card, str) else json.dumps(card)
    return lambda path: save_file({"x": np.zeros(3, "f4")}, path, {CARD: text})


CRAFTED: dict[str, Callable[[Path], None]] = {
    "pickle": lambda path: path.write_bytes(pickle.dumps(Payload(path.parent / "mark"))) and None,
    "torch": lambda path: torch.save({"model": Payload(path.parent / "mark")}, path),
    "torch, old": lambda path: torch.save(Payload(path.parent / "mark"), path, _use_new_zipfile_serialization=False),
    "shapes": huge,
    "header": endless_header,
    "network is a path": with_card(SOUND | {"network": "../../../tmp/x"}),
    "network is a module": with_card(SOUND | {"network": "os.system"}),
    "arguments": with_card(SOUND | {"arguments": {"width": 10**9}}),
    "arguments of ours": with_card(SOUND | {"arguments": {"__class__": 1}}),
    "box size": with_card(SOUND | {"box_size": 10**400}),
    "box of a particle of 0 px": with_card(SOUND | {"diameter_px": 0}),
    "curve": with_card(SOUND | {"curve": [[10**400, 0, 0]]}),
    "low-pass is a text": with_card(SOUND | {"lowpass": "x"}),
    "low-pass is a list": with_card(SOUND | {"lowpass_resolution": []}),
    "low-pass is infinite": with_card(SOUND | {"lowpass_resolution": 1e308}),
    "sets": with_card(SOUND | {"trained_on": {"sets": ["x"]}}),
    "brackets": with_card("[" * 100_000),
    "no card": with_card([]),
    "no weights": with_card(SOUND),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "m.safetensors"
    CRAFTED[name](path)
    tracemalloc.start()
    with pytest.raises(ReadError) as caught:
        load_model(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 64 << 20
    assert "Traceback" not in str(caught.value)
    assert len(str(caught.value)) < 500
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", [n for n in CRAFTED if n.startswith(("low-pass", "sets", "box", "curve"))])
def test_the_card_alone_is_refused(tmp_path: Path, name: str) -> None:
    CRAFTED[name](tmp_path / "m.safetensors")
    with pytest.raises(ReadError):
        read_card(tmp_path / "m.safetensors")


@pytest.mark.parametrize("command", ["pick", "train"])
def test_no_command_runs_its_content(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    path = tmp_path / "m.pt"
    CRAFTED["torch"](path)
    write_micrograph(tmp_path / "m.mrc", np.zeros((64, 64), "f4"))
    (tmp_path / "m.box").write_text("9 9 20 20\n")
    arguments = {
        "pick": ["--model", path, "--output", tmp_path / "out", tmp_path / "m.mrc"],
        "train": ["--from", path, "--micrographs", tmp_path, "--boxes", tmp_path, "--output", tmp_path / "new"],
    }
    assert main([command, *map(str, arguments[command])]) == 1
    assert not (tmp_path / "mark").exists()
    assert f"{path}: is not a model file" in capsys.readouterr().err


def test_paths_in_a_card_are_never_opened(tmp_path: Path) -> None:
    general = shipped()
    card = {"network": read_card(general).network, "arguments": read_card(general).arguments}
    there = {"start": "/etc/passwd", "output": "../../x", "micrographs": ["/etc"]}
    card_values = SOUND | card | {"config": there, "trained_on": {"micrographs": ["../../x", "/etc/passwd"]}}
    save_file(load_file(general), tmp_path / "m.safetensors", {CARD: json.dumps(card_values)})
    assert load_model(tmp_path / "m.safetensors").card.config == there
    assert list(tmp_path.iterdir()) == [tmp_path / "m.safetensors"]


def test_weights_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    """Otherwise every micrograph would look empty."""
    weights, card = load_file(shipped()), read_card(shipped())
    name = next(name for name, values in weights.items() if values.dtype.kind == "f")
    weights[name] = np.full_like(weights[name], np.nan)
    values = SOUND | {"network": card.network, "arguments": card.arguments}
    save_file(weights, tmp_path / "m.safetensors", {CARD: json.dumps(values)})
    with pytest.raises(ReadError, match="some weights are not numbers"):
        load_model(tmp_path / "m.safetensors")
