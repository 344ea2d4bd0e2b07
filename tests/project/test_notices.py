"""The licences that go along with the bundle: a text for everything in it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.scripts import load_script


@pytest.fixture(scope="module")
def notices() -> ModuleType:
    """The script as a module."""
    return load_script("notices.py")


def test_everything_has_a_text(notices: ModuleType) -> None:
    sections = notices.of_packages("iceboxer").split(f"{notices.RULE}\n")[1:]
    texts = {part.split(maxsplit=1)[0]: part for part in sections}
    assert {"Python", "PyQt5", "PyQt5-Qt5", "torch", "numpy", "iceboxer"} <= set(texts)
    assert [name for name, text in texts.items() if len(text) < 900] == []
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in texts["Python"]
    assert "GNU GENERAL PUBLIC LICENSE" in texts["PyQt5"]


@pytest.mark.skipif(not Path("/var/lib/dpkg/info").exists(), reason="not a Debian system")
def test_libraries_of_the_system_have_theirs(notices: ModuleType) -> None:
    libraries = [str(path) for path in Path("/usr/lib").glob("*/libdbus-1.so.3")]
    text = notices.of_debian(libraries)
    assert "libdbus-1-3 (Debian)" in text
    assert "/usr/share/common-licenses/GPL-2\n\n" in text  # the copyright file names it only
    with pytest.raises(LookupError, match="belongs to no Debian package"):
        notices.of_debian(["/nowhere/libnothing.so"])
