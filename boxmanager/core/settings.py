"""Preferences and recent paths that are kept between runs, and the folders for unsaved work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QByteArray, QSettings, QStandardPaths

RECENT = 10  # paths in the menu of recent files
EXPORT_FOLDERS = 50  # projects whose export folder is kept
THEMES = ("system", "dark", "light")

DEFAULTS: dict[str, Any] = {
    "theme": "system",
    "language": "en",  # see `core.language`
    "line_width": 1.5,
    "opacity": 1.0,
    "marker": "circle",
    "label_colour": "#56B4E9",
    "pick_colour": "#E69F00",
    "rejected_colour": "#CC79A7",
    "train_minutes": 2.0,
    "train_network": "compact",
    "train_start": "present",
    "train_advanced": {},
    "device": "auto",
    "pick_on_open": True,
    "log_histograms": False,
    "shortcuts": {},  # by action, see `window.actions.Actions`
    "recent": [],
    "last": "",
    "export_format": "star",
    "export_all": True,
    "filament_target": "relion-segments",
    "export_folders": {},  # by project, see `Settings.export_folder`
    "zoom": {},  # of the project that was open last, see `window.zoom`
    "open_folder": "",
    "import_folder": "",
    "watch_folder": "",
}


class Settings:
    """Plain values by name, stored in an INI file in `folder` or in the user's configuration folder."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            config = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
            data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
            self.file, self.data_folder = Path(config) / "iceboxer.ini", Path(data)
        else:
            self.file, self.data_folder = folder / "iceboxer.ini", folder / "data"
        self._store = QSettings(str(self.file), QSettings.Format.IniFormat)

    def get(self, name: str) -> Any:
        """Return the stored value, or the default if it is missing or damaged."""
        default = DEFAULTS[name]
        try:
            value = json.loads(str(self._store.value(name, json.dumps(default))))
        except (ValueError, RecursionError):
            return default
        if isinstance(default, float) and isinstance(value, int):
            return float(value)
        return value if isinstance(value, type(default)) else default

    def set(self, name: str, value: Any) -> None:
        """Store a value.

        Raises
        ------
        KeyError
            No setting has this name.
        """
        if name not in DEFAULTS:
            raise KeyError(name)
        self._store.setValue(name, json.dumps(value))

    def get_state(self, name: str) -> QByteArray | None:
        """Return the stored geometry or layout of the window, or None."""
        value = self._store.value(f"state/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_state(self, name: str, state: QByteArray) -> None:
        """Store the geometry or layout of the window."""
        self._store.setValue(f"state/{name}", state)

    def export_folder(self, project: Path) -> str:
        """Return the folder of the last export of a project, known by its folder; empty if there was none."""
        folder = self.get("export_folders").get(str(project.absolute()), "")
        return folder if isinstance(folder, str) else ""

    def keep_export_folder(self, project: Path, folder: Path) -> None:
        """Store the folder of the last export of a project."""
        kept = self.get("export_folders")
        kept.pop(str(project.absolute()), None)
        kept[str(project.absolute())] = str(folder)
        self.set("export_folders", dict(list(kept.items())[-EXPORT_FOLDERS:]))

    def add_recent(self, path: Path) -> None:
        """Put a project or folder first in the list of recent paths."""
        recent = [str(path), *(p for p in self.get("recent") if p != str(path))]
        self.set("recent", recent[:RECENT])

    def remember(self, path: Path) -> None:
        """Put a project or folder first in the list of recent paths, and open it at the next start."""
        self.add_recent(path.absolute())
        self.set("last", str(path.absolute()))

    @property
    def unsaved_folder(self) -> Path:
        """The folder for projects that have not been saved yet, so that a crash loses nothing."""
        return self.data_folder / "unsaved"
