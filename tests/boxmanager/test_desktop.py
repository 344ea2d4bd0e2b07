"""The entry in the menu of a Linux desktop."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from iceboxer.boxmanager import __main__, desktop

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux desktops only")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "data of a user"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setattr(desktop, "INDEXES", {})
    return home


def run(option: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["iceboxer", option])
    return __main__.main()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_installed_and_removed(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    program = home / "a folder" / 'no "$HOME" \\ of `ä` at 100 %' / "iceboxer"
    monkeypatch.setattr(desktop.shutil, "which", lambda *_, **__: str(program))
    assert run("--install-desktop", monkeypatch) == 0
    assert str(home) in capsys.readouterr().out
    (entry,) = (home / "applications").iterdir()
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(entry, encoding="utf-8")
    started = parser["Desktop Entry"]
    command = shlex.split(started["Exec"].replace("\\\\", "\\"))
    # shlex keeps the backslash before ` and $, where the specification and shells drop it
    command = [re.sub(r"\\([`$])", r"\1", word).replace("%%", "%") for word in command]
    assert command == [str(program), "%F"]
    # a desktop hides the entry when the program has been uninstalled
    assert started["TryExec"].replace("\\\\", "\\") == str(program)
    assert (home / "icons/hicolor/scalable/apps" / f"{started['Icon']}.svg").exists()
    types = (home / "mime/packages" / f"{desktop.ID}.xml").read_text(encoding="utf-8")
    assert all(f'type="{kind}"' in types for kind in started["MimeType"].split(";") if kind)
    assert run("--remove-desktop", monkeypatch) == 0
    assert files_in(home) == []
    capsys.readouterr()
    assert run("--remove-desktop", monkeypatch) == 0
    assert "no menu entry" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("a file")
    assert run("--install-desktop", monkeypatch) == 1
    assert str(home) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("program", "pattern"), [("desktop-file-validate", "*.desktop"), ("appstreamcli", "*.metainfo.xml")]
)
def test_the_files_are_valid(program: str, pattern: str) -> None:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    (path,) = (Path(__file__).parents[2] / "resources" / "desktop").glob(pattern)
    more = ["validate", "--no-net"] if program == "appstreamcli" else []
    done = subprocess.run([found, *more, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_system_without_fonts_gets_one(tmp_path: Path) -> None:
    (tmp_path / "none.conf").write_text("<fontconfig></fontconfig>")
    code = (
        "from iceboxer.boxmanager.app import make_application\nfrom PyQt5.QtGui import QFontDatabase\n"
        "app = make_application([])\nprint('DejaVu Sans' in QFontDatabase().families(), app.font().family())"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "none.conf"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert "True DejaVu Sans" in done.stdout
