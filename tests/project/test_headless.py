"""A node without PyQt5: commands work, and the window says what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHILD = """
import sys
from importlib.machinery import PathFinder

find = PathFinder.find_spec
PathFinder.find_spec = lambda name, path=None, target=None: (
    None if name.split(".")[0] in ("PyQt5", "pyqtgraph") else find(name, path, target)
)
from iceboxer.boxmanager.__main__ import main

for words in sys.argv[1:]:
    sys.argv = ["iceboxer", *words.split("|")] if words else ["iceboxer"]
    try:
        print(main())
    except SystemExit as ended:
        print(ended.code)
"""


def test_commands_work_without_qt_and_the_window_names_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y,width,height\n9,9,4,4\n", encoding="utf-8")
    words = ["pick|--help", f"convert|{tmp_path / 'a.csv'}|--to|star|--output|{tmp_path / 'out'}", ""]
    environment = os.environ | {"DISPLAY": ":0"}
    command = [sys.executable, "-c", CHILD, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert [line for line in done.stdout.splitlines() if line in ("0", "1", "2")] == ["0", "0", "1"], done.stderr
    assert (tmp_path / "out" / "a.star").exists()
    assert "pip install PyQt5 pyqtgraph" in done.stderr
