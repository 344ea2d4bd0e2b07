"""The check for libraries that a window needs."""

from __future__ import annotations

import importlib.machinery
from pathlib import Path

import pytest

from iceboxer.engine.cli import doctor, window_requirements


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plugin of Qt that cannot be loaded."""
    path = tmp_path / window_requirements.PLUGIN
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no library")
    spec = importlib.machinery.ModuleSpec("PyQt5", None, origin="__init__.py", is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(window_requirements, "find_spec", lambda _: spec)
    return path


def test_a_missing_library_is_named_with_the_packages(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str) -> None:
        assert path == str(plugin)
        raise OSError("libxcb-icccm.so.4: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(window_requirements.ctypes, "CDLL", fail)
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    problem = window_requirements.missing_library()
    assert "libxcb-icccm.so.4 is missing" in problem
    assert "apt-get install" in problem
    assert doctor._window() == f"cannot open: {problem}"


def test_the_manual_lists_the_same_packages() -> None:
    manual = Path(window_requirements.__file__).resolve().parents[2] / "docs" / "install.md"
    assert window_requirements.DEBIAN in " ".join(manual.read_text(encoding="utf-8").split())


def test_without_the_plugin_nothing_is_said(plugin: Path) -> None:
    plugin.unlink()
    assert window_requirements.missing_library() == ""


def test_an_uninstalled_package_is_named_although_its_folders_remain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "remains_of_qt" / "Qt5").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(window_requirements, "PACKAGES", ("remains_of_qt", "pytest"))
    assert doctor._window() == "cannot open: remains_of_qt not installed (pip install remains_of_qt)"
