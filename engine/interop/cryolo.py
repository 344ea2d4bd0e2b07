"""A crYOLO user's folder: its ``config.json`` and where its boxes lie, as crYOLO's documentation describes them."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from iceboxer.engine.data.folders import is_file, unreadable
from iceboxer.engine.data.formats.base import BOUND
from iceboxer.engine.errors import EngineError, ReadError

LARGEST = 2**20  # bytes; a config has a few hundred
LABELS = (("train", "train_annot_folder"), ("valid", "valid_annot_folder"))
MICROGRAPHS = (("train", "train_image_folder"), ("valid", "valid_image_folder"))


@dataclass(frozen=True)
class CryoloProject:
    """What a config and its folder say. `box_size` is in px, `lowpass` a fraction of the sampling rate.

    `labels` and `micrographs` are the folders to train with that the config names and that are there; `picks`
    the CBOX folders. `denoised` tells of a filter that has no counterpart here (JANNI).
    """

    source: Path
    box_size: float | None = None
    lowpass: float | None = None
    denoised: bool = False
    labels: tuple[Path, ...] = ()
    micrographs: tuple[Path, ...] = ()
    picks: tuple[Path, ...] = ()

    @property
    def boxes(self) -> tuple[Path, ...]:
        """The labels; where there are none, the picks.

        Raises
        ------
        EngineError
            There are neither.
        """
        if not self.labels and not self.picks:
            raise EngineError(
                f"There are no boxes of crYOLO at {self.source}: no folder CBOX, and no config whose "
                "train_annot_folder is there. Name the folder of boxes itself instead."
            )
        return self.labels or self.picks

    def notes(self, written: Path) -> list[str]:
        """What was taken, and how to train alike once the boxes are `written`; sentences."""
        sentences = [f"Boxes are taken from {_listed(self.boxes)}."]
        if self.labels and self.picks:
            sentences.append(f"There are picks too, in {_listed(self.picks)}; name that folder to convert them.")
        if self.denoised:
            sentences.append("The micrographs were denoised before crYOLO saw them; here they are taken as they are.")
        if self.micrographs:
            words = ["iceboxer", "train", "--micrographs", *map(str, self.micrographs), "--boxes", str(written)]
            words += ["--box-size", f"{self.box_size:g}"] if self.box_size else []
            words += ["--lowpass", f"{self.lowpass:g}"] if self.lowpass else []
            sentences.append(f"To train with the same settings: {shlex.join(words)} --output MODEL")
        return sentences


def read_project(path: Path) -> CryoloProject:
    """Look at a config, a folder with one, or a folder that crYOLO's picking wrote.

    Folders that the config names are looked for from where it lies. Nothing else is opened.

    Raises
    ------
    ReadError
        It does not exist, there are several configs, or one makes no sense.
    """
    try:
        path.stat()
        named = [path] if path.is_file() else sorted(p for p in path.glob("*.json") if is_file(p))
    except OSError as e:
        raise unreadable(path, e) from e
    configs = [(file, found) for file in named if (found := _config(file, must=file == path)) is not None]
    if len(configs) > 1:
        some = ", ".join(file.name for file, _ in configs[:3])
        raise ReadError(path, f"holds several configs of crYOLO ({some}); name the one that is meant")
    folder = path.parent if path.is_file() else path
    picks = _picks(folder)
    if not configs:
        return CryoloProject(path, picks=picks)
    file, config = configs[0]
    filtering = _section(config, "model").get("filter")
    first = filtering[0] if isinstance(filtering, list) and filtering else None
    lowpass = float(first) if _is_number(first) and 0 < first <= 0.5 else None
    return CryoloProject(
        source=file,
        box_size=_box_size(file, config),
        lowpass=lowpass,
        denoised=isinstance(first, str),
        labels=_folders(file, config, LABELS),
        micrographs=_folders(file, config, MICROGRAPHS),
        picks=picks,
    )


def _config(path: Path, must: bool) -> dict[str, Any] | None:
    """The config in a file; None where it is about something else and does not have to be one."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        config = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as e:
        raise unreadable(path, e) from e
    except (ValueError, RecursionError) as e:
        if must:
            raise ReadError(path, "is not a config of crYOLO (no sound JSON)") from e
        return None
    if isinstance(config, dict) and isinstance(config.get("model"), dict):
        return config
    if must:
        raise ReadError(path, "is not a config of crYOLO (there is no 'model' in it)")
    return None


def _section(config: dict[str, Any], name: str) -> dict[str, Any]:
    section = config.get(name)
    return section if isinstance(section, dict) else {}


def _box_size(path: Path, config: dict[str, Any]) -> float | None:
    """The longer side of the anchor, which crYOLO documents as the box in px of the micrograph."""
    anchors = _section(config, "model").get("anchors")
    if anchors is None:
        return None
    if not isinstance(anchors, list) or not anchors or not all(_is_number(a) and a > 0 for a in anchors):
        raise ReadError(path, f"has anchors that are no box in px ({str(anchors)[:40]})")
    return float(max(anchors[:2]))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < BOUND


def _folders(path: Path, config: dict[str, Any], keys: tuple[tuple[str, str], ...]) -> tuple[Path, ...]:
    named = [_section(config, section).get(key) for section, key in keys]
    folders = [path.parent / name for name in named if isinstance(name, str) and name and "\0" not in name]
    return tuple(dict.fromkeys(folder for folder in folders if _is_dir(folder)))


def _picks(folder: Path) -> tuple[Path, ...]:
    if folder.name == "CBOX":
        return (folder,)
    return tuple(p for p in (folder / "CBOX", *sorted(folder.glob("*/CBOX"))) if _is_dir(p))


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _listed(folders: tuple[Path, ...]) -> str:
    return " and ".join(map(str, folders))
