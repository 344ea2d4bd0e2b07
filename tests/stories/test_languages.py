"""Numbers and names mean the same with a German and a Turkish system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt5.QtCore import QLocale
from PyQt5.QtTest import QTest
from pytestqt.qtbot import QtBot

from iceboxer.boxmanager.core.number_field import NumberField
from iceboxer.engine.data.formats import read_boxes

ROOT = Path(__file__).parents[2]
LANGUAGES = (QLocale(QLocale.German), QLocale(QLocale.Turkish), QLocale(QLocale.English), QLocale.c())


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name())
@pytest.mark.parametrize("typed", ["0.25", "0,25", ".25", "0.2.5"])
def test_number_fields(qtbot: QtBot, language: QLocale, typed: str) -> None:
    before = QLocale()
    QLocale.setDefault(language)
    try:
        field = NumberField()
        qtbot.addWidget(field)
        field.setRange(0, 100)
        field.valueChanged.connect(field.setValue)  # as the project does, at each key
        line = field.lineEdit()
        assert line is not None
        line.clear()
        QTest.keyClicks(line, typed)
        field.interpretText()
    finally:
        QLocale.setDefault(before)
    assert (field.value(), field.text()) == (0.25, "0.25")


def test_every_field_of_decimal_numbers_is_one() -> None:
    for path in (ROOT / "boxmanager").rglob("*.py"):
        if path.name != "number_field.py":
            assert "QDoubleSpinBox" not in path.read_text(encoding="utf-8"), path


CHILD = """
import ctypes, sys
from pathlib import Path
from iceboxer.boxmanager.app import make_application
from iceboxer.engine.cli.main import main
make_application(sys.argv[:1])
strtod = ctypes.CDLL(None).strtod
strtod.restype, strtod.argtypes = ctypes.c_double, [ctypes.c_char_p, ctypes.c_void_p]
assert strtod(b"1.5", None) == 1.5
for to in ("star", "cbox", "csv", "xmipp"):
    assert main(["convert", sys.argv[1], "--to", to, "--output", sys.argv[2], "--threshold", "0.1"]) == 0
    (written,) = (path for path in Path(sys.argv[2]).iterdir() if path.suffix != ".csv" or to == "csv")
    assert main(["convert", str(written), "--to", "csv", "--box-size", "9", "--output", f"{sys.argv[2]}-{to}"]) == 0
    written.unlink()
"""


@pytest.mark.parametrize("language", ["de_DE.UTF-8", "tr_TR.UTF-8"])
def test_reading_and_writing(tmp_path: Path, language: str) -> None:
    """All formats hold decimal points, and words in capitals are recognised: in Turkish, a small I has no dot."""
    installed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    if language.replace("UTF-8", "utf8") not in installed:
        pytest.skip(f"{language} is not installed")
    file, output = tmp_path / "IĞDIR.CSV", tmp_path / "out"
    file.write_text("X,Y,WIDTH,HEIGHT,CONFIDENCE,KIND\n10.5,20.5,9,9,0.25,PICK\n", encoding="utf-8")
    environment = os.environ | {"LC_ALL": language, "LANGUAGE": language, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", CHILD, str(file), str(output)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for to in ("star", "cbox", "csv"):
        (written,) = (tmp_path / f"out-{to}").iterdir()
        (boxes,) = (boxlist.boxes for boxlist in read_boxes(written, 9))
        assert [boxes[name].item() for name in ("x", "y", "width", "confidence")] == [10.5, 20.5, 9, 0.25]
