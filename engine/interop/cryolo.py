"""crYOLO projects: the ``config.json`` and the folders of boxes, as crYOLO's documentation describes them."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from iceboxer.engine.data.folders import is_file, unreadable
from iceboxer.engine.data.formats.base import BOUND
from iceboxer.engine.data.regular_file import read_regular
from iceboxer.engine.errors import EngineError, ReadError

LARGEST = 2**20  # bytes; a config has a few hundred
LABELS = (("train", "train_annot_folder"), ("valid", "valid_annot_folder"))
MICROGRAPHS = (("train", "train_image_folder"), ("valid", "valid_image_folder"))


@dataclass(frozen=True)
class CryoloProject:
    """The settings and folders of a crYOLO project.

    Attributes
    ----------
    source
        The config, or the folder if it has none.
    box_size
        px.
    lowpass
        Fraction of the sampling rate.
    denoised
        Whether crYOLO denoised the micrographs (JANNI), which this program does not.
    labels, micrographs
        The existing training folders that the config names.
    picks
        The CBOX folders.
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
        """The folders of labels, or those of picks if there are no labels.

        Raises
        ------
        EngineError
            There are neither labels nor picks.
        """
        if not self.labels and not self.picks:
            raise EngineError(
                f"{self.source} has no crYOLO boxes: there is no folder CBOX, and no config with an existing "
                "train_annot_folder. Give the folder of boxes instead."
            )
        return self.labels or self.picks

    def notes(self, written: Path) -> list[str]:
        """Return sentences about the source of the boxes and about how to train with the boxes in folder `written`."""
        sentences = [f"Boxes are read from {_join(self.boxes)}."]
        if self.labels and self.picks:
            sentences.append(f"There are also picks in {_join(self.picks)}; to convert them, give that folder.")
        if self.denoised:
            sentences.append("crYOLO denoised the micrographs; this program uses them unchanged.")
        if self.micrographs:
            words = ["iceboxer", "train", "--micrographs", *map(str, self.micrographs), "--boxes", str(written)]
            words += ["--box-size", f"{self.box_size:g}"] if self.box_size else []
            words += ["--lowpass", f"{self.lowpass:g}"] if self.lowpass else []
            sentences.append(f"To train with the same settings: {shlex.join(words)} --output MODEL")
        return sentences


def read_cryolo_project(path: Path) -> CryoloProject:
    """Read a config, a folder with a config, or a folder that crYOLO's picking wrote.

    Folders in the config are relative to the config's folder. No other file is opened.

    Raises
    ------
    ReadError
        The path does not exist, there are several configs, or the config is damaged.
    """
    try:
        path.stat()
        files = [path] if path.is_file() else sorted(p for p in path.glob("*.json") if is_file(p))
    except OSError as e:
        raise unreadable(path, e) from e
    configs = [(file, found) for file in files if (found := _read_config(file, required=file == path)) is not None]
    if len(configs) > 1:
        names = ", ".join(file.name for file, _ in configs[:3])
        raise ReadError(path, f"has several crYOLO configs ({names}); give one of them")
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


def _read_config(path: Path, required: bool) -> dict[str, Any] | None:
    """Return the config in a file; None if the file is something else and a config is not `required`."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        config = json.loads(read_regular(path).decode("utf-8-sig"))
    except OSError as e:
        raise unreadable(path, e) from e
    except (ValueError, RecursionError) as e:
        if required:
            raise ReadError(path, "is not a crYOLO config (no valid JSON)") from e
        return None
    if isinstance(config, dict) and isinstance(config.get("model"), dict):
        return config
    if required:
        raise ReadError(path, "is not a crYOLO config (it has no 'model')")
    return None


def _section(config: dict[str, Any], name: str) -> dict[str, Any]:
    section = config.get(name)
    return section if isinstance(section, dict) else {}


def _box_size(path: Path, config: dict[str, Any]) -> float | None:
    """Return the longer side of the anchor, which according to crYOLO's documentation is the box in px."""
    anchors = _section(config, "model").get("anchors")
    if anchors is None:
        return None
    if not isinstance(anchors, list) or not anchors or not all(_is_number(a) and a > 0 for a in anchors):
        raise ReadError(path, f"has invalid anchors ({str(anchors)[:40]}); they must be box sides in px")
    return float(max(anchors[:2]))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < BOUND


def _folders(path: Path, config: dict[str, Any], keys: tuple[tuple[str, str], ...]) -> tuple[Path, ...]:
    names = [_section(config, section).get(key) for section, key in keys]
    folders = [path.parent / name for name in names if isinstance(name, str) and name and "\0" not in name]
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


def _join(folders: tuple[Path, ...]) -> str:
    return " and ".join(map(str, folders))
