"""The names of exported files."""

from __future__ import annotations

from pathlib import Path

import pytest

from iceboxer.boxmanager.document.boxstore import BoxStore
from iceboxer.boxmanager.document.export import plan_export, write_items
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import read_boxes


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (("one/a.mrc", "two/a.mrc", "three/a.tif"), ["one/a.box", "two/a.box", "three/a.box"]),
        (("a.mrc", "A.mrc"), ["a.box", "A-2.box"]),  # the same file on macOS and Windows
    ],
)
def test_no_export_overwrites_another(tmp_path: Path, names: tuple[str, ...], files: list[str]) -> None:
    store, paths = BoxStore(), [Path(name) for name in names]
    for number, path in enumerate(paths):
        store.replace(path, make_boxes([100 + number], [100], 10))
    items = plan_export(store, View(), paths, "eman", tmp_path)
    assert [item.target.relative_to(tmp_path).as_posix() for item in items] == files
    for number, item in enumerate(items):
        write_items([item], "eman", item.target)
        assert read_boxes(item.target)[0].boxes["x"].tolist() == [100 + number]
