"""The check for libraries that a window needs."""

from __future__ import annotations

import importlib.machinery
from pathlib import Path

import pytest

from iceboxer.engine.cli import doctor, qt_libraries


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plugin of Qt that cannot be loaded."""
    path = tmp_path / qt_libraries.PLUGIN
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no library")
    spec = importlib.machinery.ModuleSpec("PyQt5", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(qt_libraries, "find_spec", lambda _: spec)
    return path


def test_a_missing_library_is_named_with_the_packages(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str) -> None:
        assert path == str(plugin)
        raise OSError("libxcb-icccm.so.4: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(qt_libraries.ctypes, "CDLL", fail)
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    problem = qt_libraries.missing_library()
    assert "libxcb-icccm.so.4 is missing" in problem
    assert "apt-get install" in problem
    assert doctor._window() == f"cannot open: {problem}"


def test_the_manual_lists_the_same_packages() -> None:
    manual = Path(qt_libraries.__file__).resolve().parents[2] / "docs" / "install.md"
    assert qt_libraries.DEBIAN in " ".join(manual.read_text(encoding="utf-8").split())


def test_without_the_plugin_nothing_is_said(plugin: Path) -> None:
    plugin.unlink()
    assert qt_libraries.missing_library() == ""


def test_a_package_of_the_window_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "pyqtgraph" else object())
    assert doctor._window() == "cannot open: pyqtgraph not installed (pip install pyqtgraph)"
