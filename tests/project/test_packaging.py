"""The installation: the files of wheel and source distribution, and an import that no other module can break."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from iceboxer.engine.version import __version__

ROOT = Path(__file__).parents[2]
FOLDERS = ("engine", "boxmanager", "resources")
MANUAL = ("docs/*.md", "docs/*/*.md", "docs/*/*.png", "docs/*/*.jpg")  # installed as iceboxer/manual
BUILD = """
import sys
from setuptools import build_meta
getattr(build_meta, f"build_{sys.argv[1]}")(sys.argv[2])
"""


def tracked(*paths: str) -> list[str]:
    """Return the project's files in git, with new ones and without deleted ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return sorted({name for name in done.stdout.splitlines() if os.path.lexists(ROOT / name)})


def build(what: str, source: Path, target: Path) -> Path:
    """Build a distribution without the package index."""
    target.mkdir(exist_ok=True)
    command = [sys.executable, "-W", "ignore", "-c", BUILD, what, str(target)]
    subprocess.run(command, check=True, capture_output=True, cwd=source)
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the working tree, so that building does not change it."""
    folder = tmp_path_factory.mktemp("clone")
    for name in tracked("."):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


@pytest.fixture(scope="module")
def source(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution."""
    folder = tmp_path_factory.mktemp("source")
    with tarfile.open(build("sdist", clone, folder / "dist")) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = folder.glob("iceboxer-*")
    return unpacked


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.split("/")[0].endswith(".dist-info")}


def product() -> set[str]:
    """Return the files to install."""
    own = {f"iceboxer/{name}" for name in ("__init__.py", "__main__.py", "py.typed")}
    manual = {name.replace("docs/", "iceboxer/manual/", 1) for name in tracked(*(f":(glob){each}" for each in MANUAL))}
    return own | manual | {f"iceboxer/{name}" for name in tracked(*FOLDERS)}


def test_the_wheel_contains_only_the_product(clone: Path, tmp_path: Path) -> None:
    names = names_in(build("wheel", clone, tmp_path / "dist"))
    assert names == product()
    assert "iceboxer/resources/models/general.safetensors" in names


def test_the_source_distribution_contains_the_product_as_real_folders(source: Path, tmp_path: Path) -> None:
    inside = source / "packaging" / "iceboxer"
    assert not [path for path in source.rglob("*") if path.is_symlink()]
    assert {p.relative_to(inside.parent).as_posix() for p in inside.rglob("*") if p.is_file()} == product()
    assert not [path for path in source.rglob("*.py") if not path.is_relative_to(inside)]
    assert names_in(build("wheel", source, tmp_path / "dist")) == product()


def test_the_product_imports_no_test() -> None:
    command = ["git", "grep", "-nE", r"^\s*(from|import) tests\b", "--", *FOLDERS, "packaging"]
    assert subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout == ""


# ── a working directory with modules of the same names ──────────────────────────────────────────────────────

IMPORT_ALL = """
import iceboxer
for name in iceboxer.__all__:
    getattr(iceboxer, name)
"""
CONSOLE_SCRIPT = """
import sys
from iceboxer.boxmanager.__main__ import main
sys.argv = ["iceboxer", "convert", "--help"]
main()
"""
ENGINE_PROCESS = """
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.jobs.child import Task
from iceboxer.boxmanager.jobs.engine_process import EngineProcess
process = EngineProcess()
print(process.run(Task(TaskKind.DEVICE, ("cpu",)), print)[0])
process.close()
"""
WINDOW = """
import sys
from PyQt5.QtCore import QTimer
from iceboxer.boxmanager import app
sys.argv = ["iceboxer"]
running = app.make_application(sys.argv)
QTimer.singleShot(0, running.quit)
sys.exit(app.main([]))
"""


def outside(traps: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as installed: from a working directory that holds modules of the product's names."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "packaging"), "XDG_CONFIG_HOME": str(traps / "config")}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=traps, env=environment
    )


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (("-m", "iceboxer", "--version"), f"iceboxer {__version__}"),
        (("-m", "iceboxer", "pick", "--help"), "--diameter"),
        (("-c", CONSOLE_SCRIPT), "--optics"),
        (("-c", IMPORT_ALL), ""),
        (("-c", ENGINE_PROCESS), "CPU"),
        (("-c", WINDOW), ""),
    ],
    ids=["version", "pick", "console script", "library", "engine process", "window"],
)
def test_modules_in_the_working_directory_are_not_imported_instead(
    traps: Path, arguments: tuple[str, ...], printed: str
) -> None:
    done = outside(traps, *arguments)
    assert done.returncode == 0, done.stderr
    assert printed in done.stdout


def test_the_traps_work(traps: Path) -> None:
    for name in FOLDERS:
        assert "was imported" in outside(traps, "-c", f"import {name}").stderr


def test_the_citation_the_changes_and_the_software_centre_name_this_version_and_its_date() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (first,) = re.findall(r"\A# Changes\n\n## (\S+) \((\d{4}-\d\d-\d\d)\)\n", changes)
    version, date = first
    assert version == __version__
    assert f'\nversion: {version}\ndate-released: "{date}"\n' in citation
    metainfo = ROOT / "resources" / "desktop" / "org.iceboxer.Iceboxer.metainfo.xml"
    newest = next(ET.parse(metainfo).getroot().iter("release"))
    assert (newest.get("version"), newest.get("date")) == first


def test_the_recipe_names_this_version_and_all_requirements() -> None:
    recipe = (ROOT / "packaging" / "conda" / "recipe.yaml").read_text(encoding="utf-8")
    assert f'version: "{__version__}"' in recipe
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    others = {"torch": "pytorch", "matplotlib": "matplotlib-base", "pyqt5": "pyqt"}  # their names in conda
    for line in config["options"]["install_requires"].split():
        name, least = line.lower().split(">=")
        assert f"- {others.get(name, name)} >={least}" in recipe
