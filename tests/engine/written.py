"""Files of boxes written by hand, and why they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.errors import ReadError


def write_file(path: Path, content: str) -> Path:
    """Write a text file with its folder; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    """Return why a file is refused, in a sentence or two."""
    with pytest.raises(ReadError) as caught:
        read_boxes(path, 50)
    assert len(caught.value.reason) < 400
    return caught.value.reason
